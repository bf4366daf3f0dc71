import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { marketplaces } from './tables.ts';

export type MarketplaceRow = RowOf<typeof marketplaces>;

/** Marketplaces by code. */
export const marketplacesByCode = oneBy(
  statement('commerce.marketplaces_by_code', (pool) =>
    pool.select(rowOf(marketplaces)).from(marketplaces).where(anyOf(marketplaces.code, 'keys')),
  ),
  (row) => row.code,
);
