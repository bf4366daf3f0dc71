-- a cart has at most 100 lines, of variants that have their price in yuan
select c.customer_id from cart_lines c
left join variants v on v.merchant_id = c.merchant_id and v.id = c.variant_id
group by c.customer_id having count(*) > 100 or bool_or(v.currency is distinct from 'CNY')
