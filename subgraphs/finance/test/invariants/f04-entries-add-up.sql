-- F4* entries are numbered without gaps, each says the balance after it, and the last says that of the account
with chain as (
  select e.owner_id, e.account_id, e.seq, e.balance_after_minor,
    case when e.direction = a.normal then e.amount_minor else -e.amount_minor end as change_minor,
    row_number() over entries as place,
    lag(e.balance_after_minor, 1, 0::bigint) over entries as balance_before_minor
  from ledger_entries e
  join ledger_accounts a on a.owner_id = e.owner_id and a.id = e.account_id
  window entries as (partition by e.owner_id, e.account_id order by e.seq)
), sums as (
  select owner_id, account_id, max(seq) as last_seq, sum(change_minor) as balance_minor
  from chain
  group by owner_id, account_id
)
select owner_id, account_id, seq, balance_after_minor as balance_minor
from chain
where seq <> place or balance_after_minor <> balance_before_minor + change_minor
union all
select a.owner_id, a.id, a.last_seq, a.balance_minor
from ledger_accounts a
left join sums s on s.owner_id = a.owner_id and s.account_id = a.id
where a.last_seq <> coalesce(s.last_seq, 0) or a.balance_minor <> coalesce(s.balance_minor, 0)
