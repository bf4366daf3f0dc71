-- F10 an order's escrow is what was paid for it less what was refunded, and 0 once it is released or refunded
with waiting as (
  select payee_merchant_id as owner_id, 'escrow:' || payable_id as code, currency::text as asset,
    sum(captured_minor - refunded_minor) as left_minor
  from payments
  where is_in_escrow
  group by 1, 2, 3
)
select owner_id, code, asset, coalesce(a.balance_minor, 0) as balance_minor, coalesce(w.left_minor, 0) as left_minor
from (select * from ledger_accounts where code like 'escrow:%') a
full join waiting w using (owner_id, code, asset)
where coalesce(a.balance_minor, 0) <> coalesce(w.left_minor, 0)
