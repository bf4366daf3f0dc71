-- F9 the loss of a claim lies in the term of its policy, and not in a time without cover
select c.id, l.day, p.effective_on, p.expires_on, p.cancelled_on
from claims c
cross join lateral (select (c.loss_at at time zone 'Asia/Shanghai')::date as day) l
join policies p on p.customer_id = c.customer_id and p.id = c.policy_id
where l.day < p.effective_on or l.day >= least(p.expires_on, p.cancelled_on)
  or exists (
    select from policy_lapses o
    where o.customer_id = p.customer_id and o.policy_id = p.id and o.from_on <= l.day and (o.to_on is null or l.day < o.to_on)
  )
