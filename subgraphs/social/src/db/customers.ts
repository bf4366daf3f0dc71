import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { customers } from './tables.ts';

export type CustomerRow = typeof customers.$inferSelect;

/** Accounts by the id of the customer. */
export const customersById = oneBy(
  statement('social.customers_by_id', (pool) =>
    pool.select().from(customers).where(anyOf(customers.customerId, 'keys')),
  ),
  (row) => row.customerId,
);
