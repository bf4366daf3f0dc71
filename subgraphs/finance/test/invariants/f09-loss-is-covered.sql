-- F9 the loss lies in the term, before a cancellation, and not in LAPSED time
select k.id from claims k
join policies p on p.customer_id = k.customer_id and p.id = k.policy_id
cross join lateral (select (k.loss_at at time zone 'Asia/Shanghai')::date as loss_on) d
where d.loss_on < p.effective_on or d.loss_on >= p.expires_on or d.loss_on >= p.cancelled_on
  or exists (
    select from policy_lapses l
    where l.customer_id = p.customer_id and l.policy_id = p.id
      and l.from_on <= d.loss_on and (l.to_on is null or d.loss_on < l.to_on))
