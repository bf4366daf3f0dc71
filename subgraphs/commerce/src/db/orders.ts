import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
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
