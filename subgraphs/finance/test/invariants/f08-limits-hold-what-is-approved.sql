-- F8* what is missing from the limit of a coverage is what was approved of it
select c.policy_id from coverages c
where c.limit_minor - c.remaining_minor <> (
  select coalesce(sum(l.approved_minor), 0) from claims k
  join claim_lines l on l.customer_id = k.customer_id and l.claim_id = k.id
  where k.customer_id = c.customer_id and k.policy_id = c.policy_id and l.coverage_code = c.code)
