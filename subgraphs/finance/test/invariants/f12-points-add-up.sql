-- F12 points that were earned less those spent and expired are the balance, and the house has issued all that there are
with moved as (
  select a.owner_id, a.id,
    sum(e.amount_minor) filter (where e.direction = 'CREDIT') as earned,
    sum(e.amount_minor) filter (where e.direction = 'DEBIT' and e.kind <> 'POINTS_EXPIRED') as spent,
    sum(e.amount_minor) filter (where e.direction = 'DEBIT' and e.kind = 'POINTS_EXPIRED') as expired
  from ledger_accounts a
  join ledger_entries e on e.owner_id = a.owner_id and e.account_id = a.id
  where a.code = 'points'
  group by a.owner_id, a.id
)
select a.owner_id, a.balance_minor
from ledger_accounts a
left join moved m on m.owner_id = a.owner_id and m.id = a.id
where a.code = 'points'
  and (a.asset <> 'PTS' or a.balance_minor <> coalesce(m.earned, 0) - coalesce(m.spent, 0) - coalesce(m.expired, 0))
union all
select null, coalesce(sum(balance_minor) filter (where code = 'points'), 0)
from ledger_accounts
where asset = 'PTS'
having coalesce(sum(balance_minor) filter (where code = 'points'), 0)
  <> coalesce(sum(balance_minor) filter (where code = 'points-issued'), 0)
