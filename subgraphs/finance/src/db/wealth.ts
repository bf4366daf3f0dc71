import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { wealth } from './tables.ts';

export type WealthRow = typeof wealth.$inferSelect;

/** What customers are as investors; what they hold is in `holdings`. */
export const wealthByCustomer = oneBy(
  statement('finance.wealth_by_customer', (pool) => pool.select().from(wealth).where(anyOf(wealth.customerId, 'keys'))),
  (row) => row.customerId,
);
