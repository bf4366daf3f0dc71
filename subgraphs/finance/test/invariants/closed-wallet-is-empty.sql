-- a closed wallet is empty
select w.id from wallets w
join ledger_accounts a on a.owner_id = w.customer_id and a.id = w.account_id
where w.status = 'CLOSED' and a.balance_minor <> 0
