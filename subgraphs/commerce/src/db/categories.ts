import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { categories } from './tables.ts';

export type CategoryRow = typeof categories.$inferSelect;

/** Categories by id. */
export const categoriesById = oneBy(
  statement('commerce.categories_by_id', (pool) => pool.select().from(categories).where(anyOf(categories.id, 'keys'))),
  (row) => row.id,
);
