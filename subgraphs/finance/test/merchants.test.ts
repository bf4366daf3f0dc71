import type { Caller } from '@ecosystem/kit/caller';
import { formatMoney } from '@ecosystem/kit/money';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerAccounts } from '../src/db/tables.ts';
import { as, type FinanceWorld, merchantNumber, openFinance } from './finance-world.ts';
import { makePayment, makeRefund, makeShop } from './makers-captured.ts';

let world: FinanceWorld;
/** The ids of the payments, the latest captured first. */
const paid: string[] = [];
const shop = 90;
const [buyer, otherBuyer] = [3, 4];

beforeAll(async () => {
  world = await openFinance();
  await makeShop(world, shop);
  await makeShop(world, 91);
  const pay = async (
    at: string,
    story: { amount: string; customer: number; captureMode?: 'ESCROW'; refund?: string },
  ) => {
    world.clock.moveTo(new Date(at));
    const id = await makePayment(world, { shop, payable: 900 + paid.length, ...story });
    paid.unshift(id);
    if (story.refund) await makeRefund(world, shop, id, story.refund);
  };
  await pay('2026-11-02T15:59:59.999Z', { amount: '100.00', customer: buyer, refund: '30.00' });
  await pay('2026-11-02T16:00:00.000Z', {
    amount: '50.00',
    customer: otherBuyer,
    captureMode: 'ESCROW',
    refund: '10.00',
  });
  await pay('2026-11-03T04:00:00.000Z', { amount: '20.00', customer: buyer });
  await pay('2026-11-04T04:00:00.000Z', { amount: '7.00', customer: buyer, refund: '7.00' });
  await makePayment(world, { shop: 91, payable: 990, amount: '1.00', customer: buyer });
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

/** Asks for a part of a merchant, as the gateway does. */
async function askMerchant(fields: string, caller: Caller, number = shop) {
  const { data, errors } = await world.query(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Merchant { ${fields} } } }`,
    { as: caller, variables: { r: [{ __typename: 'Merchant', id: castId('mer', number) }] } },
  );
  return { merchant: (data as { _entities: [Record<string, unknown>] })._entities[0], errors };
}

const summary =
  'gross { amount } fees { amount } refunds { amount } adSpend { amount } net { amount } released { amount } inEscrow { amount currency }';
const settlementOf = (from: string, to: string) => `settlement(from: "${from}", to: "${to}") { ${summary} }`;

describe('the settlement of a merchant', () => {
  test.each([
    // 1.00 of fee on 100.00, of which 0.30 came back; nothing is charged in escrow; 0.20 on 20.00.
    ['all', '2026-11-01', '2026-12-01', '177.00', '0.90', '47.00', '129.10', '89.10', '40.00'],
    ['the day of the first alone', '2026-11-02', '2026-11-03', '100.00', '0.70', '30.00', '69.30', '69.30', '0.00'],
    [
      'the next day, which begins at midnight in Shanghai',
      '2026-11-03',
      '2026-11-04',
      '70.00',
      '0.20',
      '10.00',
      '59.80',
      '19.80',
      '40.00',
    ],
    ['a day without any', '2026-11-05', '2026-11-06', '0.00', '0.00', '0.00', '0.00', '0.00', '0.00'],
  ])('sums %s, and keeps both identities', async (_, from, to, gross, fees, refunds, net, released, inEscrow) => {
    const { merchant, errors } = await askMerchant(settlementOf(from, to), merchantNumber(shop));

    expect(errors).toBeUndefined();
    const shown = merchant?.['settlement'] as Record<string, { readonly amount: string }>;
    expect(Object.fromEntries(Object.entries(shown).map(([name, { amount }]) => [name, amount]))).toEqual({
      gross,
      fees,
      refunds,
      adSpend: '0.00',
      net,
      released,
      inEscrow,
    });
    const minor = (name: string) => BigInt(shown[name]?.amount.replace('.', '') ?? '');
    expect(minor('gross') - minor('fees') - minor('refunds') - minor('adSpend')).toBe(minor('net'));
    expect(minor('released') + minor('inEscrow')).toBe(minor('gross') - minor('refunds') - minor('fees'));
  });

  test('is what the ledger owes the merchant', async () => {
    const { merchant } = await askMerchant(settlementOf('2026-11-01', '2026-12-01'), merchantNumber(shop));
    const settlement = merchant?.['settlement'];
    const accounts = await world.subgraph.database.write
      .select({ code: ledgerAccounts.code, balanceMinor: ledgerAccounts.balanceMinor })
      .from(ledgerAccounts)
      .where(eq(ledgerAccounts.ownerId, castUuid(shop)));
    const sumOf = (isSummed: (code: string) => boolean) =>
      formatMoney(
        accounts.reduce((sum, { code, balanceMinor }) => (isSummed(code) ? sum + balanceMinor : sum), 0n),
        'CNY',
      );

    expect(settlement).toMatchObject({
      released: { amount: sumOf((code) => code === 'settle').amount },
      inEscrow: sumOf((code) => code.startsWith('escrow:')),
    });
  });

  test.each([
    ['no day', '2026-11-01', '2026-11-01', 'A period ends after it begins; 2026-11-01 is not after 2026-11-01.'],
    ['367 days', '2026-01-01', '2027-01-03', 'A period has at most 366 days, not 367.'],
  ])('of %s is a clear error', async (_, from, to, message) => {
    const { merchant, errors } = await askMerchant(settlementOf(from, to), merchantNumber(shop));

    expect(merchant).toEqual({ settlement: null });
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('the payments of a merchant', () => {
  const page = (input: string) =>
    `payments(${input}) { nodes { id status payer { id } } edges { cursor node { id } } pageInfo { hasNextPage endCursor } }`;
  interface Shown {
    readonly nodes: readonly { readonly id: string }[];
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  }
  const read = async (input: string) => {
    const { merchant, errors } = await askMerchant(page(input), merchantNumber(shop));
    expect(errors).toBeUndefined();
    return merchant?.['payments'] as Shown;
  };

  test('come the latest captured first, and say nothing of who paid', async () => {
    const { nodes, edges } = await read('first: 10');

    expect(nodes).toEqual([
      { id: paid[0], status: 'REFUNDED', payer: null },
      { id: paid[1], status: 'CAPTURED', payer: null },
      { id: paid[2], status: 'PARTIALLY_REFUNDED', payer: null },
      { id: paid[3], status: 'PARTIALLY_REFUNDED', payer: null },
    ]);
    expect(edges.map(({ node }) => node.id)).toEqual(paid);
  });

  test('come in pages', async () => {
    const first = await read('first: 3');
    const rest = await read(`first: 3, after: "${first.pageInfo.endCursor}"`);

    expect([...first.nodes, ...rest.nodes].map(({ id }) => id)).toEqual(paid);
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  test('come in the states that are asked for', async () => {
    expect((await read('status: [CAPTURED]')).nodes.map(({ id }) => id)).toEqual([paid[1]]);
    expect((await read('status: [CREATED]')).nodes).toEqual([]);
  });

  test('take two statements, however many they are', async () => {
    const statements = await world.statementsOf(() => read('first: 10'));

    expect(statements).toEqual(['finance.merchant_payment_pages', 'finance.payments_by_id']);
  });
});

describe("a partner's total", () => {
  const ask = async (from: string, to: string, number = shop, caller = as('partner', castId('par', number))) => {
    const { data, errors } = await world.query(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Partner { payoutsTotal(from: "${from}", to: "${to}") { amount currency } } } }`,
      { as: caller, variables: { r: [{ __typename: 'Partner', id: castId('par', number) }] } },
    );
    const [partner] = (data as { _entities: [{ payoutsTotal: unknown }] })._entities;
    return { total: partner.payoutsTotal, errors };
  };

  test('is what its merchants were paid of it', async () => {
    expect((await ask('2026-11-01', '2026-12-01')).total).toEqual({ amount: '89.10', currency: 'CNY' });
    expect((await ask('2026-11-02', '2026-11-03')).total).toEqual({ amount: '69.30', currency: 'CNY' });
  });

  test('of a partner without merchants is nothing', async () => {
    expect((await ask('2026-11-01', '2026-12-01', 95)).total).toEqual({ amount: '0.00', currency: 'CNY' });
  });

  test('of 367 days is a clear error', async () => {
    expect((await ask('2026-01-01', '2027-01-03')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
