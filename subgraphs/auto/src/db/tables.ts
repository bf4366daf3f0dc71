import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  bigint,
  char,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { fineMachine } from '../domain/fine.ts';
import { rideMachine, rideProducts } from '../domain/ride.ts';
import { powertrains, vehicleMachine } from '../domain/vehicle.ts';

export * from '@ecosystem/kit/common-tables';

/**
 * Vehicles of customers. The VIN is kept masked; its full form comes with the vault.
 * A11, a mileage that never falls, is a trigger at the end of the first migration.
 */
export const vehicles = pgTable(
  'vehicles',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    vinMasked: text('vin_masked').notNull(),
    plate: text('plate').notNull(),
    make: text('make').notNull(),
    model: text('model').notNull(),
    modelYear: integer('model_year').notNull(),
    powertrain: text('powertrain', { enum: powertrains }).notNull(),
    mileageKm: integer('mileage_km').notNull(),
    marketValueMinor: bigint('market_value_minor', { mode: 'bigint' }),
    currency: char('currency', { length: 3 }).notNull(),
    status: text('status', { enum: vehicleMachine.states }).notNull(),
    inspectionDueOn: date('inspection_due_on', { mode: 'string' }),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('vehicles_id').on(table.id),
    check('vehicles_powertrain', oneOf(table.powertrain, powertrains)),
    check('vehicles_status', oneOf(table.status, vehicleMachine.states)),
    check('vehicles_mileage', sql`${table.mileageKm} >= 0`),
    check('vehicles_market_value', sql`${table.marketValueMinor} >= 0`),
  ],
);

/** Rides of customers as passengers. */
export const rides = pgTable(
  'rides',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    status: text('status', { enum: rideMachine.states }).notNull(),
    product: text('product', { enum: rideProducts }).notNull(),
    estimateMinor: bigint('estimate_minor', { mode: 'bigint' }).notNull(),
    fareMinor: bigint('fare_minor', { mode: 'bigint' }),
    currency: char('currency', { length: 3 }).notNull(),
    distanceM: integer('distance_m'),
    durationS: integer('duration_s'),
    requestedAt: instant('requested_at').notNull(),
    completedAt: instant('completed_at'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('rides_id').on(table.id),
    index('rides_latest').on(table.customerId, table.requestedAt, table.id),
    // A1: one active ride for each passenger.
    uniqueIndex('rides_active')
      .on(table.customerId)
      .where(sql`status in ('REQUESTED', 'ACCEPTED', 'DRIVER_ARRIVED', 'IN_PROGRESS')`),
    check('rides_status', oneOf(table.status, rideMachine.states)),
    check('rides_product', oneOf(table.product, rideProducts)),
    check('rides_amounts', sql`least(${table.estimateMinor}, ${table.fareMinor}) >= 0`),
    // A ride that has ended well has a fare and an end.
    check(
      'rides_completed',
      sql`${table.status} not in ('COMPLETED', 'PAID') or num_nulls(${table.fareMinor}, ${table.completedAt}) = 0`,
    ),
  ],
);

/** Fines for vehicles of customers. */
export const fines = pgTable(
  'fines',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    vehicleId: uuid('vehicle_id').notNull(),
    plate: text('plate').notNull(),
    violationCode: text('violation_code').notNull(),
    description: text('description').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    surchargeMinor: bigint('surcharge_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    points: integer('points').notNull(),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    status: text('status', { enum: fineMachine.states }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    foreignKey({
      name: 'fines_vehicle',
      columns: [table.customerId, table.vehicleId],
      foreignColumns: [vehicles.customerId, vehicles.id],
    }).onDelete('restrict'),
    index('fines_id').on(table.id),
    index('fines_latest').on(table.customerId, table.occurredAt, table.id),
    check('fines_status', oneOf(table.status, fineMachine.states)),
    // A7: the surcharge never exceeds the fine.
    check('fines_surcharge', sql`${table.surchargeMinor} between 0 and ${table.amountMinor}`),
  ],
);

/** Cities by their GB/T 2260 code; the same for everybody. */
export const cities = pgTable('cities', {
  code: char('code', { length: 6 }).primaryKey(),
  name: text('name').notNull(),
  ...bookkeeping,
});
