-- a partner is in the state to which its last review led, or in the first where nobody has reviewed it
select p.id from partners p
where p.status <> coalesce(
  (select r.to_status from partner_reviews r where r.partner_id = p.id order by r.created_at desc, r.id desc limit 1),
  'APPLIED')
