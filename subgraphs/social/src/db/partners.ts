import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { partners } from './tables.ts';

export type PartnerRow = RowOf<typeof partners>;

/** Partners by id. */
export const partnersById = oneBy(
  statement('social.partners_by_id', (pool) =>
    pool.select(rowOf(partners)).from(partners).where(anyOf(partners.id, 'keys')),
  ),
  (row) => row.id,
);
