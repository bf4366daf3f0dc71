-- one vehicle and one order are insured by one policy of a product at a time
select p.id from policies p
join policies o on o.product = p.product and o.id > p.id
  and (o.vehicle_id = p.vehicle_id or o.order_id = p.order_id)
where p.status in ('BOUND', 'IN_FORCE') and o.status in ('BOUND', 'IN_FORCE')
  and o.effective_on < p.expires_on and p.effective_on < o.expires_on
