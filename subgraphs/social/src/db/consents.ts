import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { consents } from './tables.ts';

export type ConsentRow = RowOf<typeof consents>;

/** Consents by id. */
export const consentsById = oneBy(
  statement('social.consents_by_id', (pool) =>
    pool.select(rowOf(consents)).from(consents).where(anyOf(consents.id, 'keys')),
  ),
  (row) => row.id,
);

/** The newest consents of customers, one page each. */
export const consentPages = pagesBy('social.consent_pages', consents, {
  by: consents.customerId,
  direction: 'desc',
  sort: [
    { column: consents.createdAt, type: 'timestamptz', textOf: (row) => row.createdAt.toISOString() },
    { column: consents.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { status: among(consents.status) },
});
