import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { fines } from './tables.ts';

export type FineRow = RowOf<typeof fines>;

/** Fines by id. */
export const finesById = oneBy(
  statement('auto.fines_by_id', (pool) => pool.select(rowOf(fines)).from(fines).where(anyOf(fines.id, 'keys'))),
  (row) => row.id,
);

/** The newest fines of customers, one page each. */
export const finePages = pagesBy('auto.fine_pages', fines, {
  by: fines.customerId,
  direction: 'desc',
  sort: [
    { column: fines.occurredAt, type: 'timestamptz', textOf: (row) => row.occurredAt.toISOString() },
    { column: fines.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { status: among(fines.status) },
});
