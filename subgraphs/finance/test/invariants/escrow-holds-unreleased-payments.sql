-- the escrow of an order holds exactly what was paid for it and is neither released nor given back
select a.owner_id, a.code from ledger_accounts a
left join (
  select payee_merchant_id, 'escrow:' || payable_id as code, currency, sum(captured_minor - refunded_minor) as waiting_minor
  from payments where is_in_escrow group by payee_merchant_id, payable_id, currency
) p on p.payee_merchant_id = a.owner_id and p.code = a.code and p.currency = a.asset
where a.code like 'escrow:%' and a.balance_minor <> coalesce(p.waiting_minor, 0)
