import { eq, sum } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerAccounts } from '../src/db/tables.ts';
import { houseAccount } from '../src/domain/ledger.ts';
import { dayMs, type FinanceWorld, later, openFinance, yuan } from './finance-world.ts';
import {
  type MadeCustomer,
  type MadeMerchant,
  makeAuthorised,
  makeCreated,
  makeCustomer,
  makeMerchant,
  makePayable,
  paymentFields,
  paymentIn,
  readBalances,
} from './makers-payments.ts';

let world: FinanceWorld;
let payer: MadeCustomer;
let shop: MadeMerchant;
beforeAll(async () => {
  world = await openFinance();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

/** A payer with 1000.00 and 5000 points, and a shop that has nothing, for each test. */
const begin = async (facts: Parameters<typeof makeCustomer>[1] = {}) => {
  payer = await makeCustomer(world, facts);
  shop = await makeMerchant(world);
};
const balances = () => readBalances(world, payer.customerId, shop.merchantId);
const pay = (amount: string, how: { captureMode?: string; funding?: string } = {}) =>
  makeAuthorised(world, { payer, shop }, amount, how);
const refund = async (paymentId: string, amount: string) =>
  paymentIn(
    await world.mutate(
      'refundPayment',
      { paymentId, amount: yuan(amount), reason: 'Cold' },
      shop.caller,
      paymentFields,
    ),
  );
/** The sum of an account of the house over its lanes. */
async function houseSum(code: 'clearing' | 'fees' | 'points-issued', asset = 'CNY'): Promise<bigint> {
  const { write } = world.subgraph.database;
  const [row] = await write
    .select({ total: sum(ledgerAccounts.balanceMinor) })
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.code, code))
    .groupBy(ledgerAccounts.asset)
    .having(eq(ledgerAccounts.asset, asset));
  return BigInt(row?.total ?? 0);
}

describe('money', () => {
  test('from the wallet goes to the shop less 0.60 %, and earns a point for each whole yuan', async () => {
    await begin();
    const feesBefore = await houseSum('fees');
    await pay('100.50');

    expect(await balances()).toEqual([
      'points PTS 5100, held 0',
      'settle CNY 9990, held 0',
      'wallet CNY 89950, held 0',
    ]);
    expect((await houseSum('fees')) - feesBefore).toBe(60n);
  });

  test('from a card comes from outside and leaves the wallet alone', async () => {
    await begin();
    const clearingBefore = await houseSum('clearing');
    await pay('100.00', { funding: 'BANK_CARD' });

    expect(await balances()).toEqual([
      'points PTS 5100, held 0',
      'settle CNY 9940, held 0',
      'wallet CNY 100000, held 0',
    ]);
    expect((await houseSum('clearing')) - clearingBefore).toBe(100_00n);
  });

  test('for points is paid by the house, and earns none', async () => {
    await begin();
    const issuedBefore = await houseSum('points-issued', 'PTS');
    await pay('10.00', { funding: 'POINTS' });

    expect(await balances()).toEqual([
      'points PTS 4000, held 0',
      'settle CNY 994, held 0',
      'wallet CNY 100000, held 0',
    ]);
    expect(issuedBefore - (await houseSum('points-issued', 'PTS'))).toBe(1_000n);
  });

  test('for an order into escrow waits there whole, without fee and points', async () => {
    await begin();
    await pay('20.00', { captureMode: 'ESCROW' });

    expect(await balances()).toEqual([
      expect.stringMatching(/^escrow:[0-9a-f-]{36} CNY 2000, held 0$/),
      'points PTS 5000, held 0',
      'wallet CNY 98000, held 0',
    ]);
  });

  test('for a fine goes to the city, without fee and points', async () => {
    await begin();
    const facts = {
      customerId: payer.customerId,
      cityCode: '999999',
      amountMinor: 200_00n,
      type: 'TRAFFIC_FINE',
    } as const;
    const input = { ...(await makePayable(world, facts)), amount: yuan('200.00') };
    const { id: paymentId } = paymentIn(await world.mutate('createPayment', input, payer.caller, paymentFields));
    await world.mutate('authorisePayment', { paymentId, funding: 'WALLET' }, payer.caller);

    expect(await balances()).toEqual(['points PTS 5000, held 0', 'wallet CNY 80000, held 0']);
    const { ownerId } = houseAccount('city:999999', payer.customerId, 'CNY');
    expect(await readBalances(world, ownerId)).toContain('city:999999 CNY 20000, held 0');
  });
});

describe('a hold', () => {
  test.each([
    ['WALLET', ['points PTS 5000, held 0', 'wallet CNY 100000, held 5000']],
    ['POINTS', ['points PTS 5000, held 5000', 'wallet CNY 100000, held 0']],
    ['BANK_CARD', ['points PTS 5000, held 0', 'wallet CNY 100000, held 0']],
  ])('of %s takes nothing yet', async (funding, expected) => {
    await begin();
    await pay('50.00', { captureMode: 'MANUAL', funding });
    expect(await balances()).toEqual(expected);
  });

  test.each([
    ['WALLET', ['points PTS 5030, held 0', 'settle CNY 2982, held 0', 'wallet CNY 97000, held 0']],
    ['POINTS', ['points PTS 2000, held 0', 'settle CNY 2982, held 0', 'wallet CNY 100000, held 0']],
    ['BANK_CARD', ['points PTS 5030, held 0', 'settle CNY 2982, held 0', 'wallet CNY 100000, held 0']],
  ])('of %s that is captured in part sets the rest free', async (funding, expected) => {
    await begin();
    const paymentId = await pay('50.00', { captureMode: 'MANUAL', funding });
    const answer = await world.mutate(
      'capturePayment',
      { paymentId, amount: yuan('30.00') },
      shop.caller,
      paymentFields,
    );

    expect(paymentIn(answer)).toMatchObject({ status: 'CAPTURED', capturedAmount: { amount: '30.00' } });
    expect(await balances()).toEqual(expected);
  });

  test.each(['WALLET', 'POINTS', 'BANK_CARD'])(
    'of %s that is cancelled leaves everything as it was',
    async (funding) => {
      for (const by of ['payer', 'shop'] as const) {
        await begin();
        const before = await balances();
        const paymentId = await pay('50.00', { captureMode: 'MANUAL', funding });
        const { caller } = by === 'payer' ? payer : shop;
        expect(paymentIn(await world.mutate('cancelPayment', { paymentId }, caller, paymentFields)).status).toBe(
          'CANCELLED',
        );
        expect(await balances()).toEqual(before);
      }
    },
  );

  /** Whether the payer may spend this much more today. */
  const maySpend = async (amount: string) => {
    const paymentId = await makeCreated(world, { payer, shop }, amount, 'MANUAL');
    const asked = { paymentId, funding: 'WALLET' };
    const { userErrors } = await world.mutate('authorisePayment', asked, payer.caller);
    expect(userErrors.map(({ code }) => code)).toEqual(userErrors.length === 0 ? [] : ['LIMIT_EXCEEDED']);
    return userErrors.length === 0;
  };

  test('that is cancelled does not count as spent on that day', async () => {
    await begin({ dailyLimitMinor: 80_00n });
    const paymentId = await pay('50.00', { captureMode: 'MANUAL' });
    expect(await maySpend('30.01')).toBe(false);
    await world.mutate('cancelPayment', { paymentId }, payer.caller);
    expect(await maySpend('80.01')).toBe(false);
    expect(await maySpend('80.00')).toBe(true);
  });

  test('that is captured in part counts as spent by that part', async () => {
    await begin({ dailyLimitMinor: 80_00n });
    const paymentId = await pay('50.00', { captureMode: 'MANUAL' });
    await world.mutate('capturePayment', { paymentId, amount: yuan('20.00') }, shop.caller);
    expect(await maySpend('60.01')).toBe(false);
    expect(await maySpend('60.00')).toBe(true);
  });

  test('of yesterday gives nothing to the limit of today', async () => {
    await begin({ dailyLimitMinor: 80_00n });
    const paymentId = await pay('50.00', { captureMode: 'MANUAL' });
    await later(world, dayMs, async () => {
      await pay('60.00');
      await world.mutate('cancelPayment', { paymentId }, payer.caller);
      expect(await maySpend('20.01')).toBe(false);
      expect(await maySpend('20.00')).toBe(true);
    });
  });
});

describe('refunds', () => {
  test('in parts give the whole fee and all points back, wherever they are rounded', async () => {
    await begin();
    const before = await balances();
    const feesBefore = await houseSum('fees');
    const paymentId = await pay('100.00');
    // 0.60 of fee: 0.20 of 19.998 fen, then 0.20 of 19.997, then the rest. Points by what is left: 100, 66, 33, 0.
    const steps = [
      [
        '33.33',
        'PARTIALLY_REFUNDED',
        ['points PTS 5066, held 0', 'settle CNY 6627, held 0', 'wallet CNY 93333, held 0'],
      ],
      [
        '33.33',
        'PARTIALLY_REFUNDED',
        ['points PTS 5033, held 0', 'settle CNY 3314, held 0', 'wallet CNY 96666, held 0'],
      ],
      ['33.34', 'REFUNDED', ['points PTS 5000, held 0', 'settle CNY 0, held 0', 'wallet CNY 100000, held 0']],
    ] as const;
    for (const [amount, status, expected] of steps) {
      expect((await refund(paymentId, amount)).status).toBe(status);
      expect(await balances()).toEqual(expected);
    }
    expect(before).toEqual(['points PTS 5000, held 0', 'wallet CNY 100000, held 0']);
    expect(await houseSum('fees')).toBe(feesBefore);
  });

  test.each([
    ['WALLET', 'points PTS 5000, held 0', 'wallet CNY 100000, held 0'],
    ['POINTS', 'points PTS 5000, held 0', 'wallet CNY 100000, held 0'],
    ['BANK_CARD', 'points PTS 5000, held 0', 'wallet CNY 100000, held 0'],
  ])('go back to where the money came from: %s', async (funding, ...expected) => {
    await begin();
    const clearingBefore = await houseSum('clearing');
    const paymentId = await pay('40.00', { funding });
    await refund(paymentId, '40.00');

    expect(await balances()).toEqual(expected.toSpliced(1, 0, 'settle CNY 0, held 0'));
    expect(await houseSum('clearing')).toBe(clearingBefore);
  });

  test('out of escrow give the money back whole and end the escrow', async () => {
    await begin();
    const paymentId = await pay('20.00', { captureMode: 'ESCROW' });
    await refund(paymentId, '5.00');
    expect(await balances()).toEqual([
      expect.stringMatching(/^escrow:[0-9a-f-]{36} CNY 1500, held 0$/),
      'points PTS 5000, held 0',
      'wallet CNY 98500, held 0',
    ]);
    expect((await refund(paymentId, '15.00')).status).toBe('REFUNDED');
    expect(await balances()).toContain('wallet CNY 100000, held 0');
  });

  test('do not ask for points that are spent', async () => {
    await begin({ points: 1n });
    const paymentId = await pay('100.00');
    await pay('1.00', { funding: 'POINTS' });
    await refund(paymentId, '100.00');
    // 1 + 100 - 100 spent: one point is left to give back, and it is.
    expect(await balances()).toContain('points PTS 0, held 0');
  });
});
