-- F6* 0 <= refunded <= captured <= amount, as the refunds, the merchant's copy and the ledger have it
with refunded as (
  select payment_id, sum(amount_minor) as amount_minor
  from refunds
  where status = 'SUCCEEDED'
  group by payment_id
), booked as (
  -- Money only: points are booked beside it.
  select t.kind, t.reference,
    sum(e.amount_minor) filter (where e.direction = 'DEBIT') as amount_minor,
    coalesce(sum(case e.direction when 'CREDIT' then e.amount_minor else -e.amount_minor end) filter (where a.code = 'fees'), 0) as fee_minor
  from ledger_transactions t
  join ledger_entries e on e.transaction_id = t.id
  join ledger_accounts a on a.owner_id = e.owner_id and a.id = e.account_id
  where t.kind in ('PAYMENT_CAPTURE', 'ESCROW_RELEASE', 'REFUND') and e.asset <> 'PTS'
  group by t.kind, t.reference
), fees_back as (
  select r.payment_id, sum(b.fee_minor) as fee_minor
  from refunds r
  join booked b on b.kind = 'REFUND' and b.reference = 'refund:' || r.id
  group by r.payment_id
)
select p.id, 'amounts' as problem
from payments p
left join refunded r on r.payment_id = p.id
where not (0 <= p.refunded_minor and p.refunded_minor <= p.captured_minor and p.captured_minor <= p.amount_minor)
  or p.refunded_minor <> coalesce(r.amount_minor, 0)
  or case p.status
    when 'CAPTURED' then p.refunded_minor <> 0
    when 'PARTIALLY_REFUNDED' then p.refunded_minor in (0, p.captured_minor)
    when 'REFUNDED' then p.refunded_minor <> p.captured_minor
    else p.captured_minor <> 0
  end
union all
select coalesce(p.id, m.payment_id), 'merchant copy'
from (select * from payments where captured_at is not null and payee_merchant_id is not null) p
full join merchant_payments m on m.payment_id = p.id
where (m.merchant_id, m.customer_id, m.captured_at, m.status, m.amount_minor, m.refunded_minor, m.fee_minor, m.currency, m.is_in_escrow)
  is distinct from
  (p.payee_merchant_id, p.customer_id, p.captured_at, p.status, p.captured_minor, p.refunded_minor, p.fee_minor, p.currency, p.is_in_escrow)
union all
select p.id, 'captured in the ledger: ' || coalesce(b.reference, 'nothing')
from (select * from payments where captured_minor > 0) p
full join (select * from booked where kind = 'PAYMENT_CAPTURE') b on b.reference = 'payment:' || p.id || ':capture'
-- The fee of an order is booked when its escrow is released.
left join booked l on l.kind = 'ESCROW_RELEASE' and l.reference = 'payment:' || p.id || ':release'
left join fees_back f on f.payment_id = p.id
where p.captured_minor is distinct from b.amount_minor
  or p.fee_minor <> b.fee_minor + coalesce(l.fee_minor, 0) + coalesce(f.fee_minor, 0)
union all
select r.payment_id, 'refunded in the ledger: ' || coalesce(b.reference, 'nothing')
from (select * from refunds where status = 'SUCCEEDED') r
full join (select * from booked where kind = 'REFUND') b on b.reference = 'refund:' || r.id
where r.amount_minor is distinct from b.amount_minor
