-- F11* no policy without a captured payment for exactly its quote
select p.id, p.status, y.status as payment_status
from policies p
join quotes q on q.customer_id = p.customer_id and q.id = p.quote_id
join payments y on y.customer_id = p.customer_id and y.id = p.payment_id
where q.status <> 'ACCEPTED' or q.product <> p.product
  or y.status <> 'CAPTURED' or y.payable_type is distinct from 'QUOTE' or y.payable_id is distinct from q.id
  or (y.captured_minor, y.currency) is distinct from (q.premium_minor, q.currency)
  or (p.premium_minor, p.currency) is distinct from (q.premium_minor, q.currency)
