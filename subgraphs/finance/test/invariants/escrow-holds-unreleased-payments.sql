-- the escrow of an order holds exactly what was paid for it and is neither released nor given back
select a.owner_id, a.code from ledger_accounts a
where a.code like 'escrow:%' and a.balance_minor <> (
  select coalesce(sum(p.captured_minor - p.refunded_minor), 0) from payments p
  where p.payee_merchant_id = a.owner_id and 'escrow:' || p.payable_id = a.code and p.currency = a.asset and p.is_in_escrow)
