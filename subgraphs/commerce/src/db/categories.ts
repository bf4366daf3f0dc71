import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { categories } from './tables.ts';

export type CategoryRow = RowOf<typeof categories>;

/** Categories by id. */
export const categoriesById = oneBy(
  statement('commerce.categories_by_id', (pool) =>
    pool.select(rowOf(categories)).from(categories).where(anyOf(categories.id, 'keys')),
  ),
  (row) => row.id,
);
