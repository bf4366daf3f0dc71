-- a claim is PAYING while exactly one payout is on its way, and at no other time
select k.id from claims k
where (k.status = 'PAYING')::int <> (
  select count(*) from payouts p
  where p.customer_id = k.customer_id and p.claim_id = k.id and p.status in ('PENDING', 'SENT'))
