import { checkInvariants, readInvariants } from '@ecosystem/kit/invariants';
import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { patientsMax } from '../src/domain/patient.ts';
import { health } from '../src/index.ts';

const world = await openTestSubgraph(health);
afterAll(() => world[Symbol.asyncDispose]());

test.each([
  [
    'a second patient who is the customer',
    'patients_self',
    sql`update patients set relationship = 'SELF' where customer_id = ${castUuid(2)}`,
  ],
  [
    'a second active membership',
    'memberships_active',
    sql`update memberships set status = 'ACTIVE' where customer_id = ${castUuid(1)}`,
  ],
  ['more seats than patients may have', 'memberships_seats', sql`update memberships set seats_total = 9`],
  [
    'an appointment of a patient of somebody else',
    'appointments_patient',
    sql`update appointments set patient_id = ${castUuid(2)} where customer_id = ${castUuid(1)}`,
  ],
  ['an appointment that ends before it starts', 'appointments_time', sql`update appointments set ends_at = starts_at`],
  ['a fee below 0', 'appointments_fee', sql`update appointments set fee_minor = -1`],
  ['a rating of 0', 'practitioners_rating', sql`update practitioners set rating = 0`],
])('the database refuses %s', async (_, constraint, change) => {
  await expect(world.subgraph.database.write.execute(change)).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});

test.each([
  [
    'a member with more patients than seats',
    'an active membership has a seat for each patient',
    sql`update memberships set seats_total = 1 where status = 'ACTIVE'`,
  ],
])('%s breaks an invariant', async (_, invariant, change) => {
  await using broken = await openTestSubgraph(health);
  const { database } = broken.subgraph;
  await database.write.execute(change);

  await expect(checkInvariants('health', database, health.invariants)).rejects.toThrow(invariant);
});

test('the invariant on the number of patients has the number of the rule (H10)', () => {
  const invariant = readInvariants(health.invariants).find(({ name }) => name.startsWith('h10-'));

  expect(invariant?.query).toContain(`count(*) > ${patientsMax}`);
});
