-- C8 contacts are symmetric
select id from contacts c
where not exists (
  select from contacts o
  where o.customer_id = c.contact_id and o.contact_id = c.customer_id and o.status = c.status)
