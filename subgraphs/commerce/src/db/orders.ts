import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { type BatchQuery, oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { sql } from 'drizzle-orm';
import { orders } from './tables.ts';

export type OrderRow = RowOf<typeof orders>;

/** Orders by id. */
export const ordersById = oneBy(
  statement('commerce.orders_by_id', (pool) => pool.select(rowOf(orders)).from(orders).where(anyOf(orders.id, 'keys'))),
  (row) => row.id,
);

/** The newest orders of customers, one page each. */
export const orderPages = pagesBy('commerce.order_pages', orders, {
  by: orders.customerId,
  direction: 'desc',
  sort: [
    { column: orders.placedAt, type: 'timestamptz', textOf: (row) => row.placedAt.toISOString() },
    { column: orders.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { status: among(orders.status) },
});

/** Whose orders, and when they were placed, as ISO 8601. */
interface PlacedAtKey {
  readonly customerId: Uuid;
  readonly placedAt: string;
}

const selectIdsAt = statement<{ customers: Uuid[]; instants: string[] }, { list: number; id: Uuid }>(
  'commerce.order_ids_at',
  (pool) =>
    pool
      .select({ list: sql<number>`asked.position::int`, id: orders.id })
      .from(
        sql`unnest(${sql.placeholder('customers')}::uuid[], ${sql.placeholder('instants')}::text[])
          with ordinality as asked(customer_id, placed_at, position)`,
      )
      .innerJoin(
        orders,
        sql`${orders.customerId} = asked.customer_id and ${orders.placedAt} = asked.placed_at::timestamptz`,
      ),
);

/** The ids of the orders that customers placed at one moment. */
export const orderIdsPlacedAt: BatchQuery<PlacedAtKey, Uuid[]> = {
  keyOf: ({ customerId, placedAt }) => `${customerId} ${placedAt}`,
  async fetch(database, keys) {
    const rows = await selectIdsAt(database, {
      customers: keys.map(({ customerId }) => customerId),
      instants: keys.map(({ placedAt }) => placedAt),
    });
    const lists = Map.groupBy(rows, ({ list }) => list);
    return keys.map((_, index) => (lists.get(index + 1) ?? []).map(({ id }) => id));
  },
};
