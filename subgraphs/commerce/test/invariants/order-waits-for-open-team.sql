-- an order waits for a team that is open, and for no other
select o.id from orders o left join group_teams t on t.team_id = o.team_id
where (o.status = 'AWAITING_TEAM') <> (t.status is not distinct from 'OPEN' and o.payment_status = 'CAPTURED')
