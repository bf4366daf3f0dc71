-- C3 a granted reading by a partner names a consent of its own for this customer, which covers its scopes
select l.customer_id, l.id from access_log l
where l.is_granted and l.partner_id is not null and not exists (
  select from consents c
  where c.customer_id = l.customer_id and c.id = l.consent_id and c.partner_id = l.partner_id and l.scopes <@ c.scopes)
