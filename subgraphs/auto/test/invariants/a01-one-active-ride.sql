-- A1* one active ride for each passenger
select customer_id from rides
where status in ('REQUESTED', 'ACCEPTED', 'DRIVER_ARRIVED', 'IN_PROGRESS')
group by customer_id having count(*) > 1
