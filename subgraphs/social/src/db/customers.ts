import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { customers } from './tables.ts';

export type CustomerRow = RowOf<typeof customers>;

/** Accounts by the id of the customer. */
export const customersById = oneBy(
  statement('social.customers_by_id', (pool) =>
    pool.select(rowOf(customers)).from(customers).where(anyOf(customers.customerId, 'keys')),
  ),
  (row) => row.customerId,
);

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
