-- a consent ends once*, and its end is told once
select payload ->> 'consentId' from outbox
where topic in ('consent.rejected', 'consent.revoked', 'consent.expired', 'consent.consumed')
group by 1 having count(*) > 1
union all
select o.payload ->> 'consentId' from outbox o
where o.topic in ('consent.rejected', 'consent.revoked', 'consent.expired', 'consent.consumed')
  and not exists (
    select from consents c
    where c.customer_id = o.customer_id and c.id = (o.payload ->> 'consentId')::uuid
      and c.status = upper(split_part(o.topic, '.', 2)))
