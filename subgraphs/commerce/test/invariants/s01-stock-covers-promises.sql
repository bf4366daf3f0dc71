-- S1* what is on hand covers what is allocated and reserved
select variant_id from stock_levels
where on_hand < allocated + reserved or allocated < 0 or reserved < 0
