-- no more points expire than there are
select l.customer_id from loyalty l
join ledger_accounts a on a.owner_id = l.customer_id and a.id = l.account_id
where a.code <> 'points' or a.asset <> 'PTS' or l.expiring_30d > a.balance_minor
