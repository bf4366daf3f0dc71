-- a wallet holds exactly its authorised payments
select w.id from wallets w
join ledger_accounts a on a.owner_id = w.customer_id and a.id = w.account_id
where a.held_minor <> (
  select coalesce(sum(p.held_minor), 0) from payments p
  where p.customer_id = w.customer_id and p.currency = w.currency and p.status = 'AUTHORISED' and p.funding = 'WALLET')
