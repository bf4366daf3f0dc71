-- H10* at most 8 patients for each customer
select customer_id from patients group by customer_id having count(*) > 8
