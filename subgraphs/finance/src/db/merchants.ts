import { rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { knownMerchants } from './tables.ts';

/** Finance's own copies of merchants by id. */
export const merchantsById = oneBy(
  statement('finance.merchants_by_id', (pool) =>
    pool.select(rowOf(knownMerchants)).from(knownMerchants).where(anyOf(knownMerchants.id, 'keys')),
  ),
  (row) => row.id,
);

/** The same by the merchant's number in the scheme of our payment codes. */
export const merchantsByScheme = oneBy(
  statement('finance.merchants_by_scheme', (pool) =>
    pool.select(rowOf(knownMerchants)).from(knownMerchants).where(anyOf(knownMerchants.schemeNumber, 'keys')),
  ),
  (row) => row.schemeNumber,
);
