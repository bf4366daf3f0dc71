import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy } from '@ecosystem/kit/loaders';
import { asc, desc } from 'drizzle-orm';
import { holdings } from './tables.ts';

export type HoldingRow = RowOf<typeof holdings>;

/** All holdings of customers, largest first; a customer has at most 50. */
export const holdingsByCustomer = manyBy(
  statement('finance.holdings_by_customer', (pool) =>
    pool
      .select(rowOf(holdings))
      .from(holdings)
      .where(anyOf(holdings.customerId, 'keys'))
      .orderBy(asc(holdings.customerId), desc(holdings.marketValueMinor), desc(holdings.id)),
  ),
  (row) => row.customerId,
);
