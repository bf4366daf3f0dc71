-- S5* a team has no more paid members than places; a formed one is full; of an expired one all are refunded
select team_id from group_teams t
where paid > size or (status = 'FORMED' and paid <> size)
  or (status = 'EXPIRED' and exists (
    select from group_members m where m.team_id = t.team_id and m.status = 'PAID'))
