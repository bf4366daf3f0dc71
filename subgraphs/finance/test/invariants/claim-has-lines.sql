-- a claim asks for what its lines ask for
select k.id from claims k
where k.claimed_minor <> (
  select coalesce(sum(l.claimed_minor), 0) from claim_lines l
  where l.customer_id = k.customer_id and l.claim_id = k.id)
