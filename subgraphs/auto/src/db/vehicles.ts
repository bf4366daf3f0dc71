import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { asc, desc, sql } from 'drizzle-orm';
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

export type PartnerVehicleRow = Pick<VehicleRow, 'make' | 'model' | 'modelYear' | 'powertrain'>;

/** The most vehicles that a partner sees of a customer; the contract's own bound. */
const vehiclesShownMax = 20;

/** The vehicles that customers have now, newest first, without plate and VIN; at most 20 of each. */
export const shownVehiclesByCustomer = manyBy(
  statement('auto.shown_vehicles_by_customer', (pool) => {
    const { customerId, id, make, model, modelYear, powertrain } = vehicles;
    const shown = pool
      .select({ id, make, model, modelYear, powertrain })
      .from(vehicles)
      .where(sql`${customerId} = list.customer_id and ${vehicles.status} not in ('SOLD', 'SCRAPPED')`)
      .orderBy(desc(id))
      .limit(vehiclesShownMax)
      .as('shown');
    return pool
      .select({
        customerId: sql<string>`list.customer_id`,
        make: shown.make,
        model: shown.model,
        modelYear: shown.modelYear,
        powertrain: shown.powertrain,
      })
      .from(sql`unnest(${sql.placeholder('keys')}::uuid[]) as list(customer_id)`)
      .crossJoinLateral(shown)
      .orderBy(desc(shown.id));
  }),
  (row) => row.customerId,
);
