-- F11* no policy without a captured payment for exactly its quote
select p.id from policies p
join quotes q on q.customer_id = p.customer_id and q.id = p.quote_id
join payments y on y.customer_id = p.customer_id and y.id = p.payment_id
where q.status <> 'ACCEPTED' or p.premium_minor <> q.premium_minor or p.currency <> q.currency
  or y.status <> 'CAPTURED' or y.payable_type is distinct from 'QUOTE' or y.payable_id is distinct from q.id
  or y.captured_minor <> q.premium_minor or y.currency <> q.currency
