-- * one active membership for each customer
select customer_id from memberships where status = 'ACTIVE' group by customer_id having count(*) > 1
