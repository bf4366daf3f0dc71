-- F8* paid <= approved <= claimed, and all that is approved of a coverage was taken from its limit
with lines as (
  select customer_id, claim_id, sum(approved_minor) as approved_minor
  from claim_lines
  group by customer_id, claim_id
), paid as (
  select customer_id, claim_id, sum(amount_minor) as paid_minor
  from payouts
  where status = 'SETTLED'
  group by customer_id, claim_id
), used as (
  select c.customer_id, c.policy_id, l.coverage_code as code, sum(l.approved_minor) as approved_minor
  from claims c
  join claim_lines l on l.customer_id = c.customer_id and l.claim_id = c.id
  where c.status not in ('REJECTED', 'WITHDRAWN')
  group by c.customer_id, c.policy_id, l.coverage_code
)
select c.id, 'claim' as problem
from claims c
left join lines l on l.customer_id = c.customer_id and l.claim_id = c.id
left join paid p on p.customer_id = c.customer_id and p.claim_id = c.id
where c.approved_minor not between 0 and c.claimed_minor
  or coalesce(c.paid_minor, 0) > coalesce(c.approved_minor, 0)
  or coalesce(c.paid_minor, 0) <> coalesce(p.paid_minor, 0)
  or coalesce(c.approved_minor, 0) <> coalesce(l.approved_minor, 0)
union all
select claim_id, 'line ' || coverage_code
from claim_lines
where approved_minor not between 0 and claimed_minor
union all
select policy_id, 'coverage ' || code
from used
left join coverages c using (customer_id, policy_id, code)
where used.approved_minor > coalesce(c.limit_minor - c.remaining_minor, 0)
union all
select policy_id, 'coverage ' || code
from coverages
where remaining_minor not between 0 and limit_minor
union all
-- A settled payout is booked once, for what it says.
select p.id, 'payout in the ledger: ' || coalesce(b.reference, 'nothing')
from (select * from payouts where status = 'SETTLED') p
full join (
  select t.reference, sum(e.amount_minor) as amount_minor
  from ledger_transactions t
  join ledger_entries e on e.transaction_id = t.id and e.direction = 'DEBIT'
  where t.kind = 'CLAIM_PAYOUT'
  group by t.id, t.reference
) b on b.reference = 'claim:' || p.claim_id || ':payout:' || p.attempt
where p.amount_minor is distinct from b.amount_minor
