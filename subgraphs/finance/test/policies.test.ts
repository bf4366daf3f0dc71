import { castId } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { saveQuote } from '../src/db/quotes.ts';
import { policies } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, openFinance, yuan } from './finance-world.ts';
import {
  allMotor,
  anOrder,
  aPatient,
  aPolicy,
  aQuote,
  aVehicle,
  instalmentsOf,
  payQuote,
  policyRow,
  quoteRow,
  setSpendable,
  snapshot,
  topicsOf,
} from './makers-insurance.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
  await setSpendable(world, 1, 50_000_00n);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const liwei = customerNumber(1);
const motor = async (coverageCodes = allMotor) => ({
  product: 'AUTO_COMPREHENSIVE',
  vehicleId: await aVehicle(world, 1),
  coverageCodes,
});
const countPolicies = () => world.subgraph.database.read.$count(policies);

describe('a paid quote', () => {
  test('is bound: cover begins with the next business day, and the policy holds all that was quoted', async () => {
    const input = await motor(['OD', 'TPL']);
    const policy = await aPolicy(world, 1, input);
    const { data } = await world.query(
      `{ policy(id: "${policy.id}") { __typename policyNumber status product premium { amount } effectiveOn expiresOn autoRenews
          coverages { code limit { amount } remaining { amount } } ... on AutoPolicy { vehicle { id } } } }`,
      { as: liwei },
    );

    expect(data?.['policy']).toEqual({
      __typename: 'AutoPolicy',
      policyNumber: expect.stringMatching(/^AUT-20261102-[\dA-Z]{4}-[\dA-Z]{4}$/),
      status: 'BOUND',
      product: 'AUTO_COMPREHENSIVE',
      // (1536.00 + 900.00) x 1.219
      premium: { amount: '2969.48' },
      effectiveOn: '2026-11-02',
      expiresOn: '2027-11-02',
      autoRenews: true,
      coverages: [
        { code: 'OD', limit: { amount: '128000.00' }, remaining: { amount: '128000.00' } },
        { code: 'TPL', limit: { amount: '1000000.00' }, remaining: { amount: '1000000.00' } },
      ],
      vehicle: { id: input.vehicleId },
    });
    const { quoteId } = await policyRow(world, policy.id);
    expect(await topicsOf(world, 1, policy.id)).toEqual(['policy.bound']);
    const [quote] = await world.subgraph.database.read.execute<{ status: string }>(
      sql`select status from quotes where id = ${quoteId}`,
    );
    expect(quote?.status).toBe('ACCEPTED');
  });

  test('of a family insures its patients, with one deductible for all', async () => {
    const patientIds = [await aPatient(world, 1), await aPatient(world, 1, '0_TO_9')];
    const policy = await aPolicy(world, 1, { product: 'FAMILY_HEALTH', patientIds, coverageCodes: ['DRUGS'] });
    const { data } = await world.query(
      `{ policy(id: "${policy.id}") { ... on HealthPolicy { insured { id healthPolicies { id } } deductibleRemaining { amount } } } }`,
      { as: liwei },
    );

    expect(data?.['policy']).toEqual({
      insured: patientIds.map((id) => ({ id, healthPolicies: [{ id: policy.id }] })),
      deductibleRemaining: { amount: '200.00' },
    });
  });

  test('of a life is paid yearly, and the sums of all years are exact', async () => {
    const policy = await aPolicy(world, 1, {
      product: 'TERM_LIFE_20',
      sumAssured: yuan('333333.33'),
      coverageCodes: ['DEATH'],
    });
    const { premiumMinor, sumAssuredMinor } = await policyRow(world, policy.id);
    const instalments = await instalmentsOf(world, policy.id);

    expect(sumAssuredMinor).toBe(333_333_33n);
    expect(instalments.map(({ number, dueOn }) => [number, dueOn])).toEqual(
      Array.from({ length: 20 }, (_, year) => [year + 1, `${2026 + year}-11-02`]),
    );
    expect(instalments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(20n * premiumMinor);
    expect(instalments.flatMap(({ number, paidAt }) => (paidAt ? [number] : []))).toEqual([1]);
    expect(policy.expiresOn).toBe('2046-11-02');
  });

  test('of return freight is shown by its order', async () => {
    const orderId = await anOrder(world, 1);
    const policy = await aPolicy(world, 1, { product: 'RETURN_FREIGHT_30', orderId, coverageCodes: ['RETURN'] });
    const ask = (customer: number) =>
      world.query(
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { returnFreightPolicy { id order { id } } } } }',
        { as: customerNumber(customer), variables: { of: [{ __typename: 'Order', id: orderId }] } },
      );

    expect((await ask(1)).data?.['_entities']).toEqual([
      { returnFreightPolicy: { id: policy.id, order: { id: orderId } } },
    ]);
    expect((await ask(2)).data?.['_entities']).toEqual([{ returnFreightPolicy: null }]);
    expect(policy).toMatchObject({ effectiveOn: '2026-11-02', expiresOn: '2026-12-02' });
  });

  test('bound twice at the same moment becomes one policy', async () => {
    const quote = await aQuote(world, 1, await motor());
    const paymentId = await payQuote(world, 1, quote);
    const before = await countPolicies();
    const answers = await Promise.all(
      [1, 2, 3].map(() => world.mutate('bindQuote', { quoteId: quote.id, paymentId }, liwei, 'policy { id }')),
    );

    expect(answers.map(({ userErrors }) => userErrors.map(({ code }) => code)).sort()).toEqual([
      [],
      ['ILLEGAL_TRANSITION'],
      ['ILLEGAL_TRANSITION'],
    ]);
    expect(await countPolicies()).toBe(before + 1);
  });

  test('of a thing that another quote insured in between is refused, also at the same moment', async () => {
    const health = { product: 'FAMILY_HEALTH', patientIds: [await aPatient(world, 1)], coverageCodes: ['DRUGS'] };
    const freight = { product: 'RETURN_FREIGHT_30', orderId: await anOrder(world, 1), coverageCodes: ['RETURN'] };
    for (const input of [await motor(), health, freight]) {
      const paid = [await aQuote(world, 1, input), await aQuote(world, 1, input)].map(async (quote) => ({
        quoteId: quote.id,
        paymentId: await payQuote(world, 1, quote),
      }));
      const binds = await Promise.all(paid);
      const answers = await Promise.all(binds.map((bind) => world.mutate('bindQuote', bind, liwei)));

      expect(answers.map(({ userErrors }) => userErrors[0]?.code).sort()).toEqual(['DUPLICATE_COVER', undefined]);
    }
  });
});

describe('a quote is not bound', () => {
  const bind = (quoteId: string, paymentId: string) => ({ quoteId, paymentId });

  test('with a payment of another amount, of another quote or of something else (AT-6-2)', async () => {
    const quote = await aQuote(world, 1, await motor());
    const other = await aQuote(world, 1, await motor(['TPL']));
    const orderId = await anOrder(world, 1, 20_00n);
    const order = await world.mutate(
      'createPayment',
      { payableType: 'ORDER', payableId: orderId, amount: yuan('20.00') },
      liwei,
      'payment { id }',
    );
    const orderPaymentId = (order['payment'] as { id: string }).id;
    await world.mutate('authorisePayment', { paymentId: orderPaymentId, funding: 'BANK_CARD' }, liwei);
    const otherPaymentId = await payQuote(world, 1, other);
    const before = await countPolicies();

    for (const paymentId of [otherPaymentId, orderPaymentId]) {
      expect(await world.refusalOf('bindQuote', bind(quote.id, paymentId), liwei)).toBe('PAYMENT_MISMATCH');
    }
    expect(await countPolicies()).toBe(before);
    expect((await quoteRow(world, quote.id)).status).toBe('QUOTED');
  });

  test('before its payment is captured', async () => {
    const quote = await aQuote(world, 1, await motor());
    const paymentId = await payQuote(world, 1, quote, null);

    expect(await world.refusalOf('bindQuote', bind(quote.id, paymentId), liwei)).toBe('PAYMENT_NOT_CAPTURED');
  });

  test("by somebody else, or with somebody else's payment", async () => {
    const quote = await aQuote(world, 1, await motor());
    const paymentId = await payQuote(world, 1, quote);
    const theirs = await aQuote(world, 2, {
      product: 'AUTO_COMPREHENSIVE',
      vehicleId: await aVehicle(world, 2),
      coverageCodes: ['TPL'],
    });

    expect(await world.refusalOf('bindQuote', bind(quote.id, paymentId), customerNumber(2))).toBe('NOT_FOUND');
    expect(await world.refusalOf('bindQuote', bind(theirs.id, paymentId), customerNumber(2))).toBe('NOT_FOUND');
    expect(await world.refusalOf('bindQuote', bind(castId('quo', 99), paymentId), liwei)).toBe('NOT_FOUND');
    expect(await world.refusalOf('bindQuote', bind(paymentId, paymentId), liwei)).toBe('INVALID_INPUT');
    expect(await world.refusalOf('bindQuote', bind(quote.id, quote.id), liwei)).toBe('INVALID_INPUT');
  });

  test.each([
    ['ACCEPTED', 'ILLEGAL_TRANSITION'],
    ['DECLINED', 'ILLEGAL_TRANSITION'],
    ['EXPIRED', 'QUOTE_EXPIRED'],
  ] as const)('when it is %s, and nothing changes', async (status, code) => {
    const quote = await aQuote(world, 1, await motor());
    const paymentId = await payQuote(world, 1, quote);
    const { write } = world.subgraph.database;
    await saveQuote(write, await quoteRow(world, quote.id), { status }, world.clock.now());
    const before = await snapshot(world);

    expect(await world.refusalOf('bindQuote', bind(quote.id, paymentId), liwei)).toBe(code);
    expect(await snapshot(world)).toBe(before);
  });
});

describe('policies are shown', () => {
  test('to their holder alone', async () => {
    const policy = await aPolicy(world, 1, await motor());
    const ask = (customer: number) =>
      world.query(`{ policy(id: "${policy.id}") { id } }`, { as: customerNumber(customer) });

    expect((await ask(1)).data?.['policy']).toEqual({ id: policy.id });
    expect((await ask(2)).data?.['policy']).toBeNull();
  });

  test('of many vehicles by one statement, the latest term first', async () => {
    const inputs = [await motor(), await motor()];
    const bound = [];
    for (const input of inputs) bound.push(await aPolicy(world, 1, input));
    const ask = (as = liwei) =>
      world.query(
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Vehicle { policies { id coverages { code } } } } }',
        { as, variables: { of: inputs.map(({ vehicleId }) => ({ __typename: 'Vehicle', id: vehicleId })) } },
      );
    const coverages = [...allMotor].sort().map((code) => ({ code }));

    expect((await ask()).data?.['_entities']).toEqual(bound.map(({ id }) => ({ policies: [{ id, coverages }] })));
    expect((await ask(customerNumber(2))).data?.['_entities']).toEqual([{ policies: [] }, { policies: [] }]);
    expect(await world.statementsOf(() => ask())).toEqual([
      'finance.vehicle_policy_pages',
      'finance.coverages_by_policy',
    ]);
  });

  test('as what a payment paid for, by the quote', async () => {
    const quote = await aQuote(world, 1, await motor());
    const paymentId = await payQuote(world, 1, quote);
    const { data } = await world.query(
      `{ payment(id: "${paymentId}") { payable { ... on Quote { id status premium { amount } } } } }`,
      { as: liwei },
    );

    expect(data?.['payment']).toEqual({
      payable: { id: quote.id, status: 'QUOTED', premium: { amount: quote.premium.amount } },
    });
  });
});
