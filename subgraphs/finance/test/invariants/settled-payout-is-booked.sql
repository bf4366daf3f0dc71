-- a settled payout is booked in the ledger once
select p.id from payouts p
where p.status = 'SETTLED' and not exists (
  select from ledger_transactions t
  where t.owner_id = p.customer_id and t.kind = 'CLAIM_PAYOUT'
    and t.reference = 'claim:' || p.claim_id || ':payout:' || p.attempt)
