/** The SQL of the hand-written endpoint: one statement for each operation, with the subject's UUID or the argument as $1. */

const money = (minor: string, currency: string) => `public.format_money(${minor}, ${currency})`;

const list = (from: string, object: string, order: string) =>
  `(select coalesce(json_agg(${object} order by ${order}), '[]'::json) from ${from})`;

const finance = `json_build_object(
  'kyc', (select json_build_object('level', level, 'nameMasked', name_masked, 'idNumberMasked', id_number_masked)
    from finance.kyc_vault where customer_id = $1),
  'wallet', (select json_build_object('status', w.status, 'balance', ${money('a.balance_minor', 'w.currency')},
      'available', ${money('a.balance_minor - a.held_minor', 'w.currency')}, 'held', ${money('a.held_minor', 'w.currency')})
    from finance.wallets w join finance.ledger_accounts a on a.owner_id = w.customer_id and a.id = w.account_id
    where w.customer_id = $1 and w.currency = 'CNY'),
  'loyalty', (select json_build_object('tier', l.tier, 'points', a.balance_minor - a.held_minor, 'expiringNext30d', l.expiring_30d)
    from finance.loyalty l join finance.ledger_accounts a on a.owner_id = l.customer_id and a.id = l.account_id
    where l.customer_id = $1),
  'agent', (select json_build_object('name', a.name, 'licenceNumber', a.licence_number)
    from finance.agent_customers c join finance.agents a on a.id = c.agent_id where c.customer_id = $1),
  'policies', ${list(
    `(select * from finance.policies where customer_id = $1 and status = 'IN_FORCE' order by expires_on desc, id desc limit 50) p`,
    `json_build_object('__typename', case kind when 'AUTO' then 'AutoPolicy' when 'HEALTH' then 'HealthPolicy'
      when 'LIFE' then 'LifePolicy' else 'ReturnFreightPolicy' end, 'id', text_id, 'policyNumber', policy_number,
      'product', product, 'expiresOn', expires_on, 'premium', ${money('premium_minor', 'currency')})`,
    'expires_on desc, id desc',
  )},
  'loans', ${list(
    'finance.loans where customer_id = $1',
    `json_build_object('id', text_id, 'status', status, 'outstanding', ${money('outstanding_minor', 'currency')}, 'nextDueOn', next_due_on)`,
    'created_at desc, id desc',
  )},
  'wealth', (select json_build_object('totalValue', ${money(
    `coalesce((select sum(market_value_minor)::bigint from finance.holdings h where h.customer_id = $1), 0)`,
    'currency',
  )}, 'riskProfile', risk_profile) from finance.wealth where customer_id = $1))`;

const health = `json_build_object(
  'membership', (select json_build_object('plan', m.plan, 'status', m.status, 'renewsOn', m.renews_on, 'familyDoctor',
      (select json_build_object('name', name, 'department', department) from health.practitioners d where d.id = m.family_doctor_id))
    from health.memberships m where m.customer_id = $1 order by m.status <> 'ACTIVE', m.id desc limit 1),
  'patients', ${list(
    'health.patients p where p.customer_id = $1',
    `json_build_object('id', p.text_id, 'relationship', p.relationship, 'nameMasked', p.name_masked, 'appointments',
      json_build_object('nodes', (select coalesce(json_agg(json_build_object('id', a.text_id,
        'startsAt', public.format_instant(a.starts_at), 'isVirtual', a.is_virtual, 'practitioner', json_build_object('name', d.name))), '[]'::json)
      from (select * from health.appointments where customer_id = $1 and patient_id = p.id and status = 'BOOKED'
        order by starts_at desc, id desc limit 1) a join health.practitioners d on d.id = a.practitioner_id)))`,
    `p.relationship <> 'SELF', p.id`,
  )})`;

const auto = `json_build_object(
  'vehicles', ${list(
    'auto.vehicles where customer_id = $1',
    `json_build_object('id', text_id, 'plate', plate, 'make', make, 'model', model, 'powertrain', powertrain, 'inspectionDueOn', inspection_due_on)`,
    'id desc',
  )},
  'fines', json_build_object('nodes', ${list(
    `(select * from auto.fines where customer_id = $1 and status in ('ISSUED', 'OVERDUE') order by occurred_at desc, id desc limit 3) f`,
    `json_build_object('id', text_id, 'amount', ${money('amount_minor', 'currency')}, 'dueOn', due_on)`,
    'occurred_at desc, id desc',
  )}),
  'rides', json_build_object('nodes', ${list(
    `(select * from auto.rides where customer_id = $1 order by requested_at desc, id desc limit 1) r`,
    `json_build_object('id', text_id, 'status', status, 'fare', case when fare_minor is not null then ${money('fare_minor', 'currency')} end)`,
    'requested_at desc, id desc',
  )}))`;

const commerce = `json_build_object(
  'cart', json_build_object('subtotal', ${money(
    `coalesce((select sum(l.quantity * v.price_minor)::bigint from commerce.carts c
      join commerce.cart_lines l on l.customer_id = c.customer_id and l.cart_id = c.id
      join commerce.variants v on v.merchant_id = l.merchant_id and v.id = l.variant_id
      where c.customer_id = $1 and c.expires_at > now()), 0)`,
    `'CNY'`,
  )}),
  'orders', json_build_object('nodes', ${list(
    `(select * from commerce.orders where customer_id = $1 order by placed_at desc, id desc limit 3) o`,
    `json_build_object('id', text_id, 'orderNumber', order_number, 'status', status, 'total', ${money('total_minor', 'currency')},
      'payment', case when payment_id is not null then json_build_object('status', payment_status) end)`,
    'placed_at desc, id desc',
  )}),
  'groupBuys', json_build_object('nodes', ${list(
    `(select * from commerce.customer_teams where customer_id = $1 order by joined_at desc, team_id desc limit 2) m
      join commerce.group_teams t on t.team_id = m.team_id`,
    `json_build_object('id', t.text_id, 'status', t.status, 'paidCount', t.paid, 'requiredSize', t.size, 'expiresAt', public.format_instant(t.expires_at))`,
    'm.joined_at desc, m.team_id desc',
  )}))`;

const social = `json_build_object(
  'contactCount', (select count(*) from social.contacts where customer_id = $1 and status = 'ACCEPTED'),
  'recentMiniPrograms', ${list(
    `(select * from social.recent_programs where customer_id = $1 order by opened_at desc, mini_program_id desc limit 20) r
      join social.mini_programs m on m.id = r.mini_program_id join social.partners p on p.id = m.partner_id`,
    `json_build_object('id', m.text_id, 'name', m.name, 'category', m.category, 'partner', json_build_object('name', p.name))`,
    'r.opened_at desc, r.mini_program_id desc',
  )},
  'consents', json_build_object('nodes', ${list(
    `(select * from social.consents where customer_id = $1 and status = 'AUTHORISED' order by created_at desc, id desc limit 5) c
      join social.partners p on p.id = c.partner_id`,
    `json_build_object('id', c.text_id, 'partner', json_build_object('name', p.name), 'scopes', c.scopes, 'expiresAt', public.format_instant(c.expires_at))`,
    'c.created_at desc, c.id desc',
  )}))`;

const profile = `select json_build_object('data', json_build_object('me', json_build_object(
  'displayName', u.display_name, 'phoneMasked', u.phone_masked, 'status', u.status, 'joinedAt', public.format_instant(u.joined_at),
  'finance', ${finance}, 'health', ${health}, 'auto', ${auto}, 'commerce', ${commerce}, 'social', ${social})))::text as body
  from social.customers u where u.customer_id = $1`;

const owner = `json_build_object('displayName', u.display_name, 'commerce', json_build_object('orders', json_build_object('nodes', ${list(
  `(select * from commerce.orders where customer_id = v.customer_id order by placed_at desc, id desc limit 1) o
    left join finance.payments y on y.customer_id = o.customer_id and y.id = o.payment_id`,
  `json_build_object('id', o.text_id, 'orderNumber', o.order_number,
    'payment', case when o.payment_id is not null then json_build_object('createdAt', public.format_instant(y.created_at)) end)`,
  'o.placed_at desc, o.id desc',
)})))`;

const policy = (typename: string, more = '') =>
  `json_build_object('__typename', '${typename}', 'id', p.text_id, 'product', p.product${more})`;

const deep = `select json_build_object('data', json_build_object('me', json_build_object('displayName', u.display_name,
  'finance', json_build_object('policies', ${list(
    `(select * from finance.policies where customer_id = $1 and status in ('IN_FORCE', 'LAPSED', 'CANCELLED', 'BOUND')
      order by expires_on desc, id desc limit 50) p left join auto.vehicles v on v.customer_id = p.customer_id and v.id = p.vehicle_id`,
    `case p.kind when 'AUTO' then ${policy(
      'AutoPolicy',
      `, 'vehicle', json_build_object('id', v.text_id, 'plate', v.plate, 'make', v.make, 'owner', ${owner})`,
    )} when 'HEALTH' then ${policy('HealthPolicy')} when 'LIFE' then ${policy('LifePolicy')} else ${policy('ReturnFreightPolicy')} end`,
    'p.expires_on desc, p.id desc',
  )}, 'loans', ${list(
    'finance.loans l join social.partners s on s.id = l.lender_partner_id where l.customer_id = $1',
    `json_build_object('id', l.text_id, 'outstanding', ${money('l.outstanding_minor', 'l.currency')},
      'lender', json_build_object('name', s.name, 'industry', s.industry))`,
    'l.created_at desc, l.id desc',
  )}),
  'commerce', json_build_object('orders', json_build_object('nodes', ${list(
    `(select * from commerce.orders where customer_id = $1 order by placed_at desc, id desc limit 3) o
      join commerce.merchants m on m.id = o.merchant_id
      left join finance.payments y on y.customer_id = o.customer_id and y.id = o.payment_id`,
    `json_build_object('id', o.text_id, 'placedAt', public.format_instant(o.placed_at),
      'merchant', json_build_object('name', m.name, 'rating', m.rating::text),
      'payment', case when o.payment_id is not null then json_build_object('id', y.text_id, 'status', y.status,
        'createdAt', public.format_instant(y.created_at), 'amount', ${money('y.amount_minor', 'y.currency')}) end,
      'buyer', json_build_object('phoneMasked', u.phone_masked))`,
    'o.placed_at desc, o.id desc',
  )})),
  'auto', json_build_object('rides', json_build_object('nodes', ${list(
    `(select * from auto.rides where customer_id = $1 order by requested_at desc, id desc limit 2) r`,
    `json_build_object('id', r.text_id, 'status', r.status,
      'passenger', json_build_object('displayName', u.display_name, 'joinedAt', public.format_instant(u.joined_at)))`,
    'r.requested_at desc, r.id desc',
  )})))))::text as body from social.customers u where u.customer_id = $1`;

const catalogue = `select json_build_object('data', json_build_object('product', (select json_build_object(
  'id', p.text_id, 'gtin', p.gtin, 'title', p.title, 'brand', p.brand, 'status', p.status, 'ratingAverage', p.rating::text,
  'reviewCount', p.review_count,
  'category', json_build_object('id', c.text_id, 'name', c.name,
    'parent', case when w.id is not null then json_build_object('id', w.text_id, 'name', w.name) end),
  'merchant', json_build_object('id', m.text_id, 'name', m.name, 'rating', m.rating::text),
  'marketplace', json_build_object('code', k.code, 'name', k.name),
  'priceFrom', ${money('p.price_from_minor', 'p.currency')},
  'variants', ${list(
    `(select v.*, case when p.status = 'ACTIVE' then coalesce((select sum(on_hand - allocated - reserved)
      from commerce.stock_levels s where s.variant_id = v.id), 0) else 0 end as free from commerce.variants v where v.product_id = p.id) v`,
    `json_build_object('id', v.text_id, 'sku', v.sku, 'name', v.name, 'price', ${money('v.price_minor', 'v.currency')},
      'isInStock', v.free > 0, 'availableQuantity', v.free)`,
    'v.id',
  )})
  from commerce.products p join commerce.categories c on c.id = p.category_id left join commerce.categories w on w.id = c.parent_id
  join commerce.merchants m on m.id = p.merchant_id join commerce.marketplaces k on k.code = m.marketplace_code
  where p.id = $1 and p.status <> 'DRAFT')))::text as body`;

/** The statements by the operation's name. */
export const oneStatement = { q1: profile, deep, catalogue } as const;
