import type { Invariants } from '@ecosystem/kit/invariants';

/** Section 4.4 of the domain page; starred ones the database also enforces by itself. */
export const invariants: Invariants = {
  'S1* what is on hand covers what is allocated and reserved': `
    select variant_id from stock_levels
    where on_hand < allocated + reserved or allocated < 0 or reserved < 0`,
  'S2* the total is the lines and the shipping less the discount': `
    select id from orders where total_minor <> items_minor + shipping_minor - discount_minor`,
  'S4 an order that waits for payment has one that is not captured, a paid one has one that is (here, by the copy)': `
    select id from orders
    where case
      when status = 'PENDING_PAYMENT' then coalesce(payment_status not in ('CREATED', 'AUTHORISED'), false)
      when status in ('CANCELLED', 'EXPIRED') then coalesce(payment_status in ('CAPTURED', 'PARTIALLY_REFUNDED'), false)
      when status = 'REFUNDED' then payment_status is distinct from 'REFUNDED'
      else coalesce(payment_status not in ('CAPTURED', 'PARTIALLY_REFUNDED'), true)
    end`,
  'S5* a team has no more paid members than places; a formed one is full; of an expired one all are refunded': `
    select team_id from group_teams t
    where paid > size or (status = 'FORMED' and paid <> size)
      or (status = 'EXPIRED' and exists (
        select from group_members m where m.team_id = t.team_id and m.status = 'PAID'))`,
  'S6 nobody is in more teams of a campaign than it allows': `
    select customer_id from customer_teams join group_campaigns on group_campaigns.id = campaign_id
    group by customer_id, group_campaigns.id, per_customer_limit having count(*) > per_customer_limit`,
  'S12 price_from is the least price of the variants, in their currency': `
    select p.id from products p left join variants v on v.merchant_id = p.merchant_id and v.product_id = p.id
    group by p.merchant_id, p.id
    having p.price_from_minor is distinct from min(v.price_minor) or bool_or(v.currency <> p.currency)`,
  'AT-15-4* a personal seller is not on BRAND_MALL': `
    select id from merchants where seller_kind = 'PERSONAL' and marketplace_code = 'BRAND_MALL'`,
  'a product has at most 100 variants': `
    select product_id from variants group by product_id having count(*) > 100`,
  'a cart has at most 100 lines, of variants that have their price in yuan': `
    select c.customer_id from cart_lines c
    left join variants v on v.merchant_id = c.merchant_id and v.id = c.variant_id
    group by c.customer_id having count(*) > 100 or bool_or(v.currency is distinct from 'CNY')`,
  'a team has the size of its campaign and counts its members': `
    select t.team_id from group_teams t left join group_campaigns c on c.id = t.campaign_id
    where t.size is distinct from c.team_size
      or t.paid <> (select count(*) from group_members m where m.team_id = t.team_id and m.status = 'PAID')
      or t.reserved <> (select count(*) from group_members m where m.team_id = t.team_id and m.status = 'RESERVED')
      or not exists (select from group_members m where m.team_id = t.team_id and m.customer_id = t.leader_id)`,
  'a member of a team has it among the own ones, and an order for it from the merchant of the campaign': `
    select m.team_id, m.customer_id from group_members m
    join group_teams t on t.team_id = m.team_id
    join group_campaigns c on c.id = t.campaign_id
    where m.status <> 'LEFT' and not (
      exists (
        select from customer_teams s
        where s.customer_id = m.customer_id and s.team_id = m.team_id
          and s.campaign_id = t.campaign_id and s.joined_at = m.joined_at)
      and exists (
        select from orders o
        where o.customer_id = m.customer_id and o.id = m.order_id
          and o.team_id = m.team_id and o.merchant_id = c.merchant_id))`,
  'an order waits for a team that is open, and for no other': `
    select o.id from orders o left join group_teams t on t.team_id = o.team_id
    where (o.status = 'AWAITING_TEAM') <> (t.status is not distinct from 'OPEN' and o.payment_status = 'CAPTURED')`,
};
