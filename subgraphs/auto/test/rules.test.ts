import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { auto } from '../src/index.ts';

const world = await openTestSubgraph(auto);
afterAll(() => world[Symbol.asyncDispose]());

const liwei = castUuid(1);

test.each([
  [
    'a second active ride of one passenger (A1)',
    'rides_active',
    sql`update rides set status = 'REQUESTED' where customer_id = ${liwei}`,
  ],
  ['a surcharge above the fine (A7)', 'fines_surcharge', sql`update fines set surcharge_minor = amount_minor + 1`],
  ['a paid ride without a fare', 'rides_completed', sql`update rides set fare_minor = null where status = 'PAID'`],
  ['a ride below 0', 'rides_amounts', sql`update rides set estimate_minor = -1`],
  [
    'a fine for a vehicle of somebody else',
    'fines_vehicle',
    sql`update fines set vehicle_id = ${castUuid(3)} where customer_id = ${liwei}`,
  ],
  ['a mileage that falls (A11)', 'vehicles_mileage_rises', sql`update vehicles set mileage_km = mileage_km - 1`],
  ['a state that the machine does not know', 'vehicles_status', sql`update vehicles set status = 'LOST'`],
])('the database refuses %s', async (_, constraint, change) => {
  await expect(world.subgraph.database.write.execute(change)).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});
