-- F7* taken shares never sum to more than the packet, nobody has two, and once it is over taken and returned are all of it
with drawn as (
  select packet_id, count(*) as shares, sum(amount_minor) as total_minor,
    count(claimant_id) as claimed_shares, count(distinct claimant_id) as claimants,
    coalesce(sum(amount_minor) filter (where claimant_id is not null), 0) as claimed_minor
  from red_packet_shares
  group by packet_id
)
select p.id::text as packet, p.status
from red_packets p
left join drawn d on d.packet_id = p.id
where (p.shares, p.total_minor, p.claimed_shares, p.claimed_minor)
    is distinct from (d.shares, d.total_minor, d.claimed_shares, d.claimed_minor)
  or d.claimants <> d.claimed_shares
  or p.claimed_minor + p.returned_minor > p.total_minor
  or case p.status
    when 'SENT' then p.claimed_shares <> 0 or p.returned_minor <> 0
    when 'PARTIALLY_CLAIMED' then p.claimed_shares not between 1 and p.shares - 1 or p.returned_minor <> 0
    when 'EMPTY' then p.claimed_minor <> p.total_minor
    else p.claimed_minor + p.returned_minor <> p.total_minor
  end
union all
-- What is not taken yet lies in the accounts of the house, to the minor unit.
select 'all in ' || asset, coalesce(a.balance_minor, 0) || ' instead of ' || coalesce(l.left_minor, 0)
from (select asset, sum(balance_minor) as balance_minor from ledger_accounts where code = 'red-packet' group by asset) a
full join (
  select currency::text as asset, sum(total_minor - claimed_minor - returned_minor) as left_minor from red_packets group by currency
) l using (asset)
where coalesce(a.balance_minor, 0) <> coalesce(l.left_minor, 0)
