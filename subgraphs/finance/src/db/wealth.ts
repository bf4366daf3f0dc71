import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { wealth } from './tables.ts';

export type WealthRow = RowOf<typeof wealth>;

/** What customers are as investors; what they hold is in `holdings`. */
export const wealthByCustomer = oneBy(
  statement('finance.wealth_by_customer', (pool) =>
    pool.select(rowOf(wealth)).from(wealth).where(anyOf(wealth.customerId, 'keys')),
  ),
  (row) => row.customerId,
);
