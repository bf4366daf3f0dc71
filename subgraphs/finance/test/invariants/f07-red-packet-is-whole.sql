-- F7* no more leaves a red packet than was put in, and all of it once it is over
select p.id from red_packets p
cross join lateral (
  select count(*) as shares, sum(s.amount_minor) as total_minor, count(s.claimant_id) as claimed_shares,
    coalesce(sum(s.amount_minor) filter (where s.claimant_id is not null), 0) as claimed_minor
  from red_packet_shares s where s.customer_id = p.customer_id and s.packet_id = p.id) s
where s.shares <> p.shares or s.total_minor <> p.total_minor
  or s.claimed_shares <> p.claimed_shares or s.claimed_minor <> p.claimed_minor
  or (p.status in ('EMPTY', 'REFUNDED') and p.claimed_minor + p.returned_minor <> p.total_minor)
