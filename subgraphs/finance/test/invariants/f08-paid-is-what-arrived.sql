-- F8* a claim is paid what its payouts have brought, and approved what its lines are
select k.id from claims k
where coalesce(k.paid_minor, 0) <> (
    select coalesce(sum(p.amount_minor), 0) from payouts p
    where p.customer_id = k.customer_id and p.claim_id = k.id and p.status = 'SETTLED')
  or coalesce(k.approved_minor, 0) <> (
    select coalesce(sum(l.approved_minor), 0) from claim_lines l
    where l.customer_id = k.customer_id and l.claim_id = k.id)
