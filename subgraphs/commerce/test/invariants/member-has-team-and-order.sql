-- a member of a team has it among the own ones, and an order for it from the merchant of the campaign
select m.team_id, m.customer_id from group_members m
join group_teams t on t.team_id = m.team_id
join group_campaigns c on c.id = t.campaign_id
where m.status <> 'LEFT' and not (
  exists (
    select from customer_teams s
    where s.customer_id = m.customer_id and s.team_id = m.team_id
      and s.campaign_id = t.campaign_id and s.joined_at = m.joined_at)
  and exists (
    select from orders o
    where o.customer_id = m.customer_id and o.id = m.order_id
      and o.team_id = m.team_id and o.merchant_id = c.merchant_id))
