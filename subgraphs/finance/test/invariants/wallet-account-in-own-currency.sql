-- a wallet is kept in the account of its currency
select w.id from wallets w
join ledger_accounts a on a.owner_id = w.customer_id and a.id = w.account_id
where a.code <> 'wallet' or a.asset <> w.currency
