import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { asc, desc } from 'drizzle-orm';
import { vehicles } from './tables.ts';

export type VehicleRow = RowOf<typeof vehicles>;

/** Vehicles by id. */
export const vehiclesById = oneBy(
  statement('auto.vehicles_by_id', (pool) =>
    pool.select(rowOf(vehicles)).from(vehicles).where(anyOf(vehicles.id, 'keys')),
  ),
  (row) => row.id,
);

/** All vehicles of customers, newest first; a customer has at most 20. */
export const vehiclesByCustomer = manyBy(
  statement('auto.vehicles_by_customer', (pool) =>
    pool
      .select(rowOf(vehicles))
      .from(vehicles)
      .where(anyOf(vehicles.customerId, 'keys'))
      .orderBy(asc(vehicles.customerId), desc(vehicles.id)),
  ),
  (row) => row.customerId,
);
