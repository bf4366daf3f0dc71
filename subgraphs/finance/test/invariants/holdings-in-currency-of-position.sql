-- holdings are in the currency of their position
select h.id from holdings h
where not exists (select from wealth w where w.customer_id = h.customer_id and w.currency = h.currency)
