-- S2* the total is the lines and the shipping less the discount
select id from orders where total_minor <> items_minor + shipping_minor - discount_minor
