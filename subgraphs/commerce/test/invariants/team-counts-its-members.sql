-- a team has the size of its campaign and counts its members
select t.team_id from group_teams t left join group_campaigns c on c.id = t.campaign_id
where t.size is distinct from c.team_size
  or t.paid <> (select count(*) from group_members m where m.team_id = t.team_id and m.status = 'PAID')
  or t.reserved <> (select count(*) from group_members m where m.team_id = t.team_id and m.status = 'RESERVED')
  or not exists (select from group_members m where m.team_id = t.team_id and m.customer_id = t.leader_id)
