import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { rides } from './tables.ts';

export type RideRow = RowOf<typeof rides>;

/** Rides by id. */
export const ridesById = oneBy(
  statement('auto.rides_by_id', (pool) => pool.select(rowOf(rides)).from(rides).where(anyOf(rides.id, 'keys'))),
  (row) => row.id,
);

/** The newest rides of customers, one page each. */
export const ridePages = pagesBy('auto.ride_pages', rides, {
  by: rides.customerId,
  direction: 'desc',
  sort: [
    { column: rides.requestedAt, type: 'timestamptz', textOf: (row) => row.requestedAt.toISOString() },
    { column: rides.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { status: among(rides.status) },
});
