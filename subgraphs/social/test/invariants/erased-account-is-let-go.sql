-- an erased account has no contact left and no consent in force
select c.customer_id from customers c
where c.status = 'ERASED' and (
  exists (select from contacts t where t.customer_id = c.customer_id and t.status <> 'REMOVED')
  or exists (
    select from consents s
    where s.customer_id = c.customer_id and s.status in ('AWAITING_AUTHORISATION', 'AUTHORISED')))
