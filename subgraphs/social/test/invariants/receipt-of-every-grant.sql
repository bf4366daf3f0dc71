-- each granted consent has one receipt that says what the consent says, and no other has any
select coalesce(c.id, r.consent_id) from consents c
full join consent_receipts r on r.customer_id = c.customer_id and r.consent_id = c.id
where (c.granted_at is not null) is distinct from (r.id is not null)
  or r.id is not null and (
    r.issued_at <> c.granted_at
    or (select array_agg(i ->> 'pii_type') from jsonb_array_elements(r.body -> 'purposes' -> 0 -> 'pii_information') i) <> c.scopes
    or r.body ->> 'expires_at' is distinct from to_char(c.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
