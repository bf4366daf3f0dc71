-- * a fine is for a vehicle of the same customer
select f.id from fines f
where not exists (select from vehicles v where v.customer_id = f.customer_id and v.id = f.vehicle_id)
