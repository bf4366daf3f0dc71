import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FinanceWorld, newKey, openFinance } from './finance-world.ts';
import {
  type MadeCustomer,
  type MadeMerchant,
  makeCustomer,
  makeMerchant,
  makePaymentInput,
} from './makers-payments.ts';

let world: FinanceWorld;
let payer: MadeCustomer;
let shop: MadeMerchant;
beforeAll(async () => {
  world = await openFinance();
  payer = await makeCustomer(world);
  shop = await makeMerchant(world);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

/** What an amount must look like is the same in every mutation: the scalar refuses what is no decimal, the command what is no money. */
describe('an amount', () => {
  const ask = async (amount: unknown) =>
    world.query(
      'mutation ($input: CreatePaymentInput!) { createPayment(input: $input) { userErrors { code path message } } }',
      {
        as: payer.caller,
        variables: {
          input: {
            ...(await makePaymentInput(world, { payer, shop }, '38.50')),
            amount: { amount, currency: 'CNY' },
            idempotencyKey: newKey(),
          },
        },
      },
    );

  test.each([
    ['38.5', 'An amount in CNY has exactly 2 digits after the point.'],
    ['38', 'An amount in CNY has exactly 2 digits after the point.'],
    ['38.500', 'An amount in CNY has exactly 2 digits after the point.'],
    ['-38.50', 'The amount is negative.'],
    ['0.00', 'The amount is zero.'],
    ['-0.00', 'The amount is negative.'],
    ['038.50', 'The amount begins with a zero that says nothing.'],
    ['92233720368547758.08', 'The amount is too large.'],
    [`${'9'.repeat(40)}.00`, 'The amount is too large.'],
  ])('of %s is refused as data', async (amount, message) => {
    const { data, errors } = await ask(amount);
    expect(errors).toBeUndefined();
    expect(data?.['createPayment']).toEqual({
      userErrors: [{ code: 'INVALID_INPUT', path: ['amount', 'amount'], message }],
    });
  });

  test.each([
    ['NaN'],
    ['Infinity'],
    ['1e3'],
    ['0x10'],
    ['38,50'],
    [' 38.50'],
    ['38.50\n'],
    ['38.'],
    ['.50'],
    ['+38.50'],
    ['３８.５０'],
    ['٣٨.٥٠'],
    [''],
    [`${'9'.repeat(41)}.00`],
    [38.5],
    [null],
  ])('of %j is not text of a decimal, which is said in a sentence', async (amount) => {
    const { data, errors } = await ask(amount);
    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message).toMatch(
      /(at "input\.amount\.amount"; (Decimal must be text such as "38\.50"|Expected non-nullable type "Decimal!" not to be null)\.$)/,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('written into the document is refused with the same sentence', async () => {
    const { errors } = await world.query(
      `mutation { createPayment(input: { payableType: ORDER, payableId: "x", amount: { amount: "NaN", currency: CNY }, idempotencyKey: "12345678" }) { userErrors { code } } }`,
      { as: payer.caller },
    );
    expect(errors?.[0]?.message).toMatch(/Decimal must be text such as "38\.50"\.|CurrencyCode must be text/);
  });
});
