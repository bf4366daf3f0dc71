-- F3* no balance is below 0 but where the house owns or earns, and what is held is what authorised payments hold, never more than there is
with holds as (
  select customer_id as owner_id,
    case funding when 'POINTS' then 'points' else 'wallet' end as code,
    case funding when 'POINTS' then 'PTS' else currency::text end as asset,
    sum(held_minor) as held_minor
  from payments
  where held_minor <> 0
  group by 1, 2, 3
)
select owner_id, code, asset, a.balance_minor, a.held_minor, holds.held_minor as authorised_minor
from ledger_accounts a
full join holds using (owner_id, code, asset)
where a.id is null
  or (a.allow_negative and (a.owner_kind <> 'HOUSE' or code = 'red-packet' or code like 'city:%'))
  or (not a.allow_negative and not (a.held_minor >= 0 and a.held_minor <= a.balance_minor))
  or a.held_minor <> coalesce(holds.held_minor, 0)
union all
select customer_id, 'payment ' || id, funding, amount_minor, held_minor, null
from payments
where status = 'AUTHORISED' and funding in ('WALLET', 'POINTS') and held_minor <> amount_minor
  or status <> 'AUTHORISED' and held_minor <> 0
