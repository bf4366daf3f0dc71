-- every row of a customer has an account
select customer_id from (
  select customer_id from contacts union select contact_id from contacts union select customer_id from consents
  union select customer_id from consent_receipts union select customer_id from subject_registry
  union select customer_id from customer_codes union select customer_id from recent_programs union select customer_id from customer_assignments) owners
where not exists (select from customers c where c.customer_id = owners.customer_id)
