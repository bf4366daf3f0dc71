-- a product has at most 100 variants
select product_id from variants group by product_id having count(*) > 100
