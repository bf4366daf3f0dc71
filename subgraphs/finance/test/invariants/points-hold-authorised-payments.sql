-- points are held for exactly the authorised payments with points
select a.id from ledger_accounts a
where a.code = 'points' and a.held_minor <> (
  select coalesce(sum(p.held_minor), 0) from payments p
  where p.customer_id = a.owner_id and p.status = 'AUTHORISED' and p.funding = 'POINTS')
