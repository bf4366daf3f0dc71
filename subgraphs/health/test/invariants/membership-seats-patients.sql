-- an active membership has a seat for each patient
select m.id from memberships m
where m.status = 'ACTIVE' and m.seats_total < (select count(*) from patients p where p.customer_id = m.customer_id)
