-- C3 a consent counts every granted reading that the log has, and one for one use has at most one
select c.customer_id, c.id, c.use_count, count(*) as readings
from consents c join access_log l on l.customer_id = c.customer_id and l.consent_id = c.id and l.is_granted
group by c.customer_id, c.id
having count(*) > c.use_count or (c.duration = 'ONE_TIME' and count(*) > 1)
