import type { Caller } from '@ecosystem/kit/caller';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { payments } from '../src/db/tables.ts';
import { type PayableType, payablePrefixes } from '../src/domain/payment-kinds.ts';
import { customerNumber, type FinanceWorld, merchantNumber, newKey, openFinance } from './finance-world.ts';
import { makePayment, makeShop } from './makers-captured.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
  await makeShop(world, 90);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const typeNames = {
  RIDE: 'Ride',
  PARKING_SESSION: 'ParkingSession',
  TRAFFIC_FINE: 'TrafficFine',
  REPAIR_ORDER: 'RepairOrder',
  APPOINTMENT: 'Appointment',
} as const;
const things = Object.keys(typeNames) as (keyof typeof typeNames)[];

const paymentFields = Object.values(typeNames).map((name) => `... on ${name} { id payment { id amount { amount } } }`);
const ask = async (caller: Caller, ids: readonly (readonly [keyof typeof typeNames, string])[]) => {
  const { data, errors } = await world.query(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ${paymentFields.join(' ')} } }`,
    { as: caller, variables: { r: ids.map(([type, id]) => ({ __typename: typeNames[type], id })) } },
  );
  expect(errors).toBeUndefined();
  return (data as { _entities: { id: string; payment: { id: string; amount: { amount: string } } | null }[] })
    ._entities;
};
const idOf = (type: PayableType, number: number) => castId(payablePrefixes[type], number);

describe('the payment of a thing', () => {
  const number = 950;
  const paid = new Map<string, string>();
  beforeAll(async () => {
    // One number for all: things of different kinds share ids, and must not share payments.
    for (const [index, type] of things.entries()) {
      const amount = `${index + 1}0.00`;
      paid.set(type, await makePayment(world, { shop: 90, customer: 5, amount, type, payable: number }));
    }
  });

  test.each([
    ['its payer', customerNumber(5)],
    ['the shop that is paid', merchantNumber(90)],
  ])('is shown to %s', async (_, caller) => {
    const shown = await ask(
      caller,
      things.map((type) => [type, idOf(type, number)]),
    );

    expect(shown).toEqual(
      things.map((type, index) => ({
        id: idOf(type, number),
        payment: { id: paid.get(type), amount: { amount: `${index + 1}0.00` } },
      })),
    );
  });

  test.each([
    ['another customer', customerNumber(6)],
    ['another shop', merchantNumber(1)],
  ])('is not there for %s', async (_, caller) => {
    const shown = await ask(
      caller,
      things.map((type) => [type, idOf(type, number)]),
    );

    expect(shown.map(({ payment }) => payment)).toEqual(things.map(() => null));
  });

  test('is null where nothing was paid', async () => {
    expect(await ask(customerNumber(5), [['RIDE', idOf('RIDE', 951)]])).toEqual([
      { id: idOf('RIDE', 951), payment: null },
    ]);
  });

  test('is the captured one of two, whichever is older', async () => {
    const payableId = castUuid(952);
    const captured = await makePayment(world, { shop: 90, customer: 5, amount: '5.00', type: 'RIDE', payable: 952 });
    const { write } = world.subgraph.database;
    const [row] = await write.select().from(payments).where(eq(payments.payableId, payableId));
    if (!row) throw new Error('The payment is there.');
    // Later than the captured one, and never captured.
    await write.insert(payments).values({
      ...row,
      id: castUuid(953),
      status: 'CANCELLED',
      capturedMinor: 0n,
      feeMinor: 0n,
      capturedAt: null,
      idempotencyKey: newKey(),
      createdAt: new Date(row.createdAt.getTime() + 1),
    });

    expect(await ask(customerNumber(5), [['RIDE', idOf('RIDE', 952)]])).toMatchObject([{ payment: { id: captured } }]);
  });

  test('of many takes one statement', async () => {
    const statements = await world.statementsOf(() =>
      ask(
        customerNumber(5),
        things.map((type) => [type, idOf(type, number)]),
      ),
    );

    expect(statements).toEqual(['finance.payments_by_payable']);
  });
});
