import { profilePerTable } from './per-table-profile.ts';
import { iso, minor, policyTypes, type Read, type Row, rowsBy } from './rows.ts';

type Answer = (read: Read, id: string) => Promise<Record<string, unknown>>;

/** The same answers with one statement for each table: those that need nothing of another are sent together. */
export const perTable: Readonly<Record<'q1' | 'deep' | 'catalogue', Answer>> = {
  q1: profilePerTable,
  deep: answerDeep,
  catalogue: answerCatalogue,
};

async function answerDeep(read: Read, id: string): Promise<Record<string, unknown>> {
  const [[customer], policies, vehicles, loans, orders, rides] = await Promise.all([
    read`select display_name, phone_masked, joined_at from social.customers where customer_id = ${id}`,
    read`select * from finance.policies where customer_id = ${id} and status in ('IN_FORCE', 'LAPSED', 'CANCELLED', 'BOUND')
      order by expires_on desc, id desc limit 50`,
    read`select * from auto.vehicles where customer_id = ${id}`,
    read`select * from finance.loans where customer_id = ${id} order by created_at desc, id desc`,
    read`select * from commerce.orders where customer_id = ${id} order by placed_at desc, id desc limit 3`,
    read`select * from auto.rides where customer_id = ${id} order by requested_at desc, id desc limit 2`,
  ]);
  const [payments, merchants, partners] = await Promise.all([
    read`select * from finance.payments where customer_id = ${id}
      and id = any(${orders.flatMap((order) => order['payment_id'] ?? [])}::uuid[])`,
    read`select * from commerce.merchants where id = any(${orders.map((order) => order['merchant_id'])}::uuid[])`,
    read`select * from social.partners where id = any(${loans.map((loan) => loan['lender_partner_id'])}::uuid[])`,
  ]);
  const [vehicleBy, paymentBy, merchantBy, partnerBy] = [vehicles, payments, merchants, partners].map((rows) =>
    rowsBy('id')(rows),
  );
  const paymentOf = (order: Row) => paymentBy?.get(order['payment_id']);
  const vehicleOf = (policy: Row) => {
    const vehicle = vehicleBy?.get(policy['vehicle_id']);
    return {
      id: vehicle?.['text_id'],
      plate: vehicle?.['plate'],
      make: vehicle?.['make'],
      owner: {
        displayName: customer?.['display_name'],
        commerce: {
          orders: {
            nodes: orders.slice(0, 1).map((order) => ({
              id: order['text_id'],
              orderNumber: order['order_number'],
              payment: order['payment_id'] === null ? null : { createdAt: iso(paymentOf(order)?.['created_at']) },
            })),
          },
        },
      },
    };
  };
  const me = {
    displayName: customer?.['display_name'],
    finance: {
      policies: policies.map((policy) => ({
        __typename: policyTypes[String(policy['kind'])],
        id: policy['text_id'],
        product: policy['product'],
        ...(policy['kind'] === 'AUTO' && { vehicle: vehicleOf(policy) }),
      })),
      loans: loans.map((loan) => {
        const lender = partnerBy?.get(loan['lender_partner_id']);
        return {
          id: loan['text_id'],
          outstanding: minor(loan, 'outstanding_minor'),
          lender: { name: lender?.['name'], industry: lender?.['industry'] },
        };
      }),
    },
    commerce: {
      orders: {
        nodes: orders.map((order) => {
          const payment = paymentOf(order);
          const merchant = merchantBy?.get(order['merchant_id']);
          return {
            id: order['text_id'],
            placedAt: iso(order['placed_at']),
            merchant: { name: merchant?.['name'], rating: merchant?.['rating'] },
            payment: payment
              ? {
                  id: payment['text_id'],
                  status: payment['status'],
                  createdAt: iso(payment['created_at']),
                  amount: minor(payment, 'amount_minor'),
                }
              : null,
            buyer: { phoneMasked: customer?.['phone_masked'] },
          };
        }),
      },
    },
    auto: {
      rides: {
        nodes: rides.map((ride) => ({
          id: ride['text_id'],
          status: ride['status'],
          passenger: { displayName: customer?.['display_name'], joinedAt: iso(customer?.['joined_at']) },
        })),
      },
    },
  };
  return { me };
}

async function answerCatalogue(read: Read, id: string): Promise<Record<string, unknown>> {
  const [[product], variants] = await Promise.all([
    read`select * from commerce.products where id = ${id} and status <> 'DRAFT'`,
    read`select * from commerce.variants where product_id = ${id} order by id`,
  ]);
  if (!product) return { product: null };
  const [categories, [merchant], marketplaces, stock] = await Promise.all([
    read`select * from commerce.categories`,
    read`select * from commerce.merchants where id = ${String(product['merchant_id'])}`,
    read`select * from commerce.marketplaces`,
    read`select variant_id, sum(on_hand - allocated - reserved)::int as free from commerce.stock_levels
      where variant_id = any(${variants.map((variant) => variant['id'])}::uuid[]) group by variant_id`,
  ]);
  const categoryBy = rowsBy('id')(categories);
  const stockBy = rowsBy('variant_id')(stock);
  const category = categoryBy.get(product['category_id']);
  const parent = categoryBy.get(category?.['parent_id']);
  const marketplace = rowsBy('code')(marketplaces).get(merchant?.['marketplace_code']);
  return {
    product: {
      id: product['text_id'],
      gtin: product['gtin'],
      title: product['title'],
      brand: product['brand'],
      status: product['status'],
      ratingAverage: product['rating'],
      reviewCount: product['review_count'],
      category: {
        id: category?.['text_id'],
        name: category?.['name'],
        parent: parent ? { id: parent['text_id'], name: parent['name'] } : null,
      },
      merchant: { id: merchant?.['text_id'], name: merchant?.['name'], rating: merchant?.['rating'] },
      marketplace: { code: marketplace?.['code'], name: marketplace?.['name'] },
      priceFrom: minor(product, 'price_from_minor'),
      variants: variants.map((variant) => {
        const free = product['status'] === 'ACTIVE' ? Number(stockBy.get(variant['id'])?.['free'] ?? 0) : 0;
        return {
          id: variant['text_id'],
          sku: variant['sku'],
          name: variant['name'],
          price: minor(variant, 'price_minor'),
          isInStock: free > 0,
          availableQuantity: free,
        };
      }),
    },
  };
}
