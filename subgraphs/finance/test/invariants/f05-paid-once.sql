-- F5* one thing is paid by one captured payment
select payable_type, payable_id, count(*) as payments
from payments
where payable_id is not null and status in ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED')
group by payable_type, payable_id
having count(*) > 1
