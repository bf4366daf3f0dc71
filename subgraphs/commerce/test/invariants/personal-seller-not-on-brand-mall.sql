-- AT-15-4* a personal seller is not on BRAND_MALL
select id from merchants where seller_kind = 'PERSONAL' and marketplace_code = 'BRAND_MALL'
