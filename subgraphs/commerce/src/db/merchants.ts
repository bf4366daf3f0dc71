import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { merchants } from './tables.ts';

export type MerchantRow = typeof merchants.$inferSelect;

/** Merchants by id. */
export const merchantsById = oneBy(
  statement('commerce.merchants_by_id', (pool) => pool.select().from(merchants).where(anyOf(merchants.id, 'keys'))),
  (row) => row.id,
);
