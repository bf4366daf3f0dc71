import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { pagesBy } from '@ecosystem/kit/pages';
import { sql } from 'drizzle-orm';
import { practitioners } from './tables.ts';

export type PractitionerRow = RowOf<typeof practitioners>;

/** Practitioners by id. */
export const practitionersById = oneBy(
  statement('health.practitioners_by_id', (pool) =>
    pool.select(rowOf(practitioners)).from(practitioners).where(anyOf(practitioners.id, 'keys')),
  ),
  (row) => row.id,
);

/** All practitioners, best rated first and those without ratings last. */
export const practitionerPages = pagesBy('health.practitioner_pages', practitioners, {
  by: null,
  direction: 'desc',
  sort: [
    { column: sql`coalesce(${practitioners.rating}, 0)`, type: 'numeric', textOf: (row) => row.rating ?? '0' },
    { column: practitioners.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { department: (value) => sql`${practitioners.department} = ${value}` },
});
