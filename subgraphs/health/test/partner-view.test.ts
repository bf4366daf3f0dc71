import { openTestSubgraph } from '@ecosystem/kit/testing';
import { describePartnerView, readView } from '@ecosystem/kit/testing-partner-view';
import { castId, castUuid, minutesBefore, seedNow } from '@ecosystem/kit/world';
import { and, eq, ne } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { patients, prescriptions } from '../src/db/tables.ts';
import { health } from '../src/index.ts';

const world = await openTestSubgraph(health);
const { write } = world.subgraph.database;
afterAll(() => world[Symbol.asyncDispose]());

describePartnerView(health, () => world, { activePrescriptions: 1 });

const partner = { subject: castId('par', 5), scopes: new Set(['partner:read']) };
const read = (number: number) =>
  readView(world, 'activePrescriptions { atcCode daysSupply validUntil }', {
    as: partner,
    consentId: castId('cns', 7),
    scopes: ['HEALTH_PRESCRIPTIONS'],
    customerRef: castId('cus', number),
  });
const codesOf = async (number: number) => {
  const { data } = await read(number);
  const [view] = (data as { _entities: { activePrescriptions: { atcCode: string }[] }[] })._entities;
  return view?.activePrescriptions.map(({ atcCode }) => atcCode);
};

/** A prescription of a customer's own, which can be filled until tomorrow. */
function aPrescription(number: number, change: Partial<typeof prescriptions.$inferInsert> = {}) {
  return {
    customerId: castUuid(5),
    id: castUuid(number),
    patientId: castUuid(5),
    practitionerId: castUuid(1),
    atcCode: 'N02BE01',
    daysSupply: 5,
    status: 'ACTIVE' as const,
    authoredAt: minutesBefore(seedNow, 3_000 - number),
    validUntil: minutesBefore(seedNow, -1_440),
    ...change,
  };
}

test('only prescriptions that can be filled now are shown, newest first, at most 20', async () => {
  await write.delete(prescriptions).where(eq(prescriptions.customerId, castUuid(5)));
  await write
    .insert(prescriptions)
    .values([
      aPrescription(901, { atcCode: 'A01AA01' }),
      aPrescription(902, { atcCode: 'A02AA02', validUntil: seedNow }),
      aPrescription(903, { atcCode: 'A03AA03', status: 'ON_HOLD' }),
      aPrescription(904, { atcCode: 'A04AA04', status: 'COMPLETED' }),
      aPrescription(905, { atcCode: 'A05AA05' }),
    ]);
  expect(await codesOf(5)).toEqual(['A05AA05', 'A01AA01']);

  await write.insert(prescriptions).values(Array.from({ length: 25 }, (_, index) => aPrescription(910 + index)));
  expect(await codesOf(5)).toHaveLength(20);
});

test('prescriptions of the family are not shown: the customer consents for herself alone', async () => {
  const family = await write
    .select({ atcCode: prescriptions.atcCode })
    .from(prescriptions)
    .innerJoin(patients, eq(patients.id, prescriptions.patientId))
    .where(
      and(
        eq(prescriptions.customerId, castUuid(2)),
        eq(prescriptions.status, 'ACTIVE'),
        ne(patients.relationship, 'SELF'),
      ),
    );

  expect(family.length).toBeGreaterThan(0);
  expect(await codesOf(2)).toHaveLength(1);
});

test('views of many customers take one statement', async () => {
  const names = await world.statementsOf(() => Promise.all(Array.from({ length: 20 }, (_, index) => read(index + 1))));

  expect(names).toEqual(['health.active_prescriptions']);
});

test.each([
  ['of a drug with a code of no form', 'prescriptions_atc', { atcCode: 'ASPIRIN' }],
  ['for more than 90 days', 'prescriptions_days', { daysSupply: 91 }],
  ['that is over before it is written', 'prescriptions_validity', { validUntil: new Date(0) }],
  ['of the patient of somebody else', 'prescriptions_patient', { patientId: castUuid(1) }],
])('the database refuses a prescription %s', async (_, constraint, change) => {
  await expect(write.insert(prescriptions).values(aPrescription(990, change))).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});
