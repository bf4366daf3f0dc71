import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { merchants } from './tables.ts';

export type MerchantRow = RowOf<typeof merchants>;

/** Merchants by id. */
export const merchantsById = oneBy(
  statement('commerce.merchants_by_id', (pool) =>
    pool.select(rowOf(merchants)).from(merchants).where(anyOf(merchants.id, 'keys')),
  ),
  (row) => row.id,
);

/** The shops of partners. */
export const merchantsByPartner = oneBy(
  statement('commerce.merchants_by_partner', (pool) =>
    pool.select(rowOf(merchants)).from(merchants).where(anyOf(merchants.partnerId, 'keys')),
  ),
  (row) => row.partnerId ?? '',
);
