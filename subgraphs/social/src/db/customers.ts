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
/** What partners may see of an account under consent; nothing is left of an erased one. */
export const viewedAccounts = oneBy(
  statement('social.viewed_accounts', (pool) =>
    pool
      .select({
        customerId: customers.customerId,
        displayName: customers.displayName,
        phoneMasked: customers.phoneMasked,
        cityCode: customers.cityCode,
      })
      .from(customers)
      .where(anyOf(customers.customerId, 'keys')),
  ),
  (row) => row.customerId,
);

/** The language in which the app speaks to a customer, a BCP 47 tag. @throws Error if there is no account. */
export async function findCustomerLocale(pool: Pool, customerId: Uuid): Promise<string> {
  const [found] = await pool
    .select({ locale: customers.locale })
    .from(customers)
    .where(eq(customers.customerId, customerId));
  if (!found) throw new Error(`There is no account of customer ${customerId}.`);
  return found.locale;
}
