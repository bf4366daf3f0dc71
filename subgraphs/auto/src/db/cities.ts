import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { cities } from './tables.ts';

export type CityRow = RowOf<typeof cities>;

/** Cities by their GB/T 2260 code. */
export const citiesByCode = oneBy(
  statement('auto.cities_by_code', (pool) => pool.select(rowOf(cities)).from(cities).where(anyOf(cities.code, 'keys'))),
  (row) => row.code,
);
