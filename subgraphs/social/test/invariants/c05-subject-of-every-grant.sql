-- C5 a partner has one name for each customer who granted it something, and for nobody else
select c.customer_id from (select distinct partner_id, customer_id from consents where granted_at is not null) c
full join subject_registry r on r.partner_id = c.partner_id and r.customer_id = c.customer_id
where c.partner_id is null or r.partner_id is null
union all
-- The same name at two partners would let them find out that they mean the same customer.
select subject_id from subject_registry group by subject_id having count(*) > 1
