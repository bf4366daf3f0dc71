-- S12 price_from is the least price of the variants, in their currency
select p.id from products p left join variants v on v.merchant_id = p.merchant_id and v.product_id = p.id
group by p.merchant_id, p.id
having p.price_from_minor is distinct from min(v.price_minor) or bool_or(v.currency <> p.currency)
