import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { oneBy } from '@ecosystem/kit/loaders';
import { eq } from 'drizzle-orm';
import { customers } from './tables.ts';

export type CustomerRow = RowOf<typeof customers>;

/** Accounts by the id of the customer. */
export const customersById = oneBy(
  statement('social.customers_by_id', (pool) =>
    pool.select(rowOf(customers)).from(customers).where(anyOf(customers.customerId, 'keys')),
  ),
  (row) => row.customerId,
);

/** The state of a customer's account; null for a customer without an account. */
export async function findAccountStatus(pool: Pool, customerId: Uuid): Promise<CustomerRow['status'] | null> {
  const [found] = await pool
    .select({ status: customers.status })
    .from(customers)
    .where(eq(customers.customerId, customerId));
  return found?.status ?? null;
}
