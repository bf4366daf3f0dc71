-- a code is sealed with a data key that its customer has or had
select c.id from customer_codes c where not exists (select from data_keys d where d.customer_id = c.customer_id)
