import { openTestSubgraph } from '@ecosystem/kit/testing';
import { describePartnerView, readView } from '@ecosystem/kit/testing-partner-view';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { vehicles } from '../src/db/tables.ts';
import { auto } from '../src/index.ts';

const world = await openTestSubgraph(auto);
afterAll(() => world[Symbol.asyncDispose]());

describePartnerView(auto, () => world, { vehicles: 1 });

const partner = { subject: castId('par', 5), scopes: new Set(['partner:read']) };
const read = (number: number) =>
  readView(world, 'vehicles { make model modelYear powertrain }', {
    as: partner,
    consentId: castId('cns', 7),
    scopes: ['VEHICLES_READ'],
    customerRef: castId('cus', number),
  });
const vehiclesOf = async (number: number) =>
  ((await read(number)).data as { _entities: { vehicles: object[] }[] })._entities[0]?.vehicles;

test('vehicles are those that the customer has now, newest first, at most 20', async () => {
  const { write } = world.subgraph.database;
  const [first] = await write
    .select()
    .from(vehicles)
    .where(eq(vehicles.customerId, castUuid(1)));
  if (!first) throw new Error('@liwei has a car.');
  const copies = (['ACTIVE', 'SOLD', 'SCRAPPED', 'IN_REPAIR', 'REGISTERED'] as const).map((status, index) => ({
    ...first,
    customerId: castUuid(50),
    id: castUuid(900 + index),
    model: status,
    status,
  }));
  await write.insert(vehicles).values(copies);

  const { make, modelYear, powertrain } = first;
  expect(await vehiclesOf(50)).toEqual(
    ['REGISTERED', 'IN_REPAIR', 'ACTIVE'].map((model) => ({ make, model, modelYear, powertrain })),
  );

  const more = Array.from({ length: 25 }, (_, index) => ({
    ...first,
    customerId: castUuid(50),
    id: castUuid(910 + index),
  }));
  await write.insert(vehicles).values(more);
  expect(await vehiclesOf(50)).toHaveLength(20);
});

test('who has no vehicle shows none', async () => {
  expect(await vehiclesOf(999)).toEqual([]);
});

test('views of many customers take one statement', async () => {
  const names = await world.statementsOf(() => Promise.all(Array.from({ length: 20 }, (_, index) => read(index + 1))));

  expect(names).toEqual(['auto.shown_vehicles_by_customer']);
});
