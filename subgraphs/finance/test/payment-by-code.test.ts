import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paymentCodes } from '../src/db/tables.ts';
import { dynamicCodeMinutes } from '../src/domain/payment-code.ts';
import { type FinanceWorld, newKey, openFinance, yuan } from './finance-world.ts';
import { payByCodeInput as pay, type ShownCode, writeTestCode as written } from './makers-codes.ts';
import {
  type MadeCustomer,
  type MadeMerchant,
  makeCustomer,
  makeMerchant,
  paymentFields,
  paymentIn,
  readBalances,
} from './makers-payments.ts';

let world: FinanceWorld;
let payer: MadeCustomer;
let shop: MadeMerchant;
beforeAll(async () => {
  world = await openFinance();
  payer = await makeCustomer(world);
  shop = await makeMerchant(world, { schemeNumber: 'T0001' });
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const minuteMs = 60_000;

/** A code of the shop: dynamic with an amount, static without. */
async function aCode(amount?: string, by = shop): Promise<string> {
  const input = { merchantId: by.id, ...(amount ? { kind: 'DYNAMIC', amount: yuan(amount) } : { kind: 'STATIC' }) };
  const { code } = await world.mutate('createCollectionCode', input, by.caller, 'code { payload }');
  return (code as ShownCode).payload;
}

describe('paying by code', () => {
  test('a static one takes the amount that the payer types, less the fee', async () => {
    const guest = await makeCustomer(world, { balanceMinor: 100_00n, points: 1n });
    const cafe = await makeMerchant(world);
    const payload = await aCode(undefined, cafe);

    for (const _ of [1, 2]) {
      const answer = await world.mutate(
        'payByCode',
        pay(payload, '38.50'),
        guest.caller,
        'payment { status capturedAmount { amount } payee { id } payable { __typename } payer { id } refunds { id } }',
      );
      expect(answer).toEqual({
        userErrors: [],
        payment: {
          status: 'CAPTURED',
          capturedAmount: { amount: '38.50' },
          payee: { id: cafe.id },
          payable: null,
          payer: { id: guest.caller.subject },
          refunds: [],
        },
      });
    }
    expect(await readBalances(world, guest.customerId, cafe.merchantId)).toEqual([
      'points PTS 77, held 0',
      'settle CNY 7654, held 0',
      'wallet CNY 2300, held 0',
    ]);
  });

  test('a dynamic one is paid once, with or without its amount said (AT-18-4)', async () => {
    for (const amount of [undefined, '12.00']) {
      const code = await aCode('12.00');
      const { payment } = await world.mutate('payByCode', pay(code, amount), payer.caller, paymentFields);

      expect(payment).toMatchObject({ status: 'CAPTURED', capturedAmount: { amount: '12.00' } });
      expect(await world.refusalOf('payByCode', pay(code, amount), payer.caller)).toBe('QR_USED');
    }
  });

  test('of two who pay one dynamic code at once one does', async () => {
    const code = await aCode('20.00');
    const payers = await Promise.all([makeCustomer(world), makeCustomer(world)]);
    const answers = await Promise.all(
      payers.map(({ caller }) => world.mutate('payByCode', pay(code), caller, paymentFields)),
    );

    expect(answers.map(({ userErrors }) => userErrors.map((refusal) => refusal.code)).sort()).toEqual([
      [],
      ['QR_USED'],
    ]);
    const [row] = await world.subgraph.database.write
      .select()
      .from(paymentCodes)
      .where(and(eq(paymentCodes.merchantId, shop.merchantId), eq(paymentCodes.payload, code)));
    expect(row?.usedByPaymentId).not.toBeNull();
    const wallets = await readBalances(world, ...payers.map(({ customerId }) => customerId));
    expect(wallets.filter((account) => account.startsWith('wallet'))).toEqual([
      'wallet CNY 100000, held 0',
      'wallet CNY 98000, held 0',
    ]);
  });

  test('with one key at the same moment pays once', async () => {
    const guest = await makeCustomer(world);
    const input = { ...pay(await aCode(), '5.00'), idempotencyKey: newKey() };
    const answers = await Promise.all(
      [1, 2, 3].map(() => world.mutate('payByCode', input, guest.caller, paymentFields)),
    );

    expect(new Set(answers.map((answer) => paymentIn(answer).id)).size).toBe(1);
    expect(await readBalances(world, guest.customerId)).toContain('wallet CNY 99500, held 0');
  });

  test.each(['BANK_CARD', 'POINTS'])('works from %s too', async (funding) => {
    const answer = await world.mutate(
      'payByCode',
      pay(await aCode('3.00'), undefined, funding),
      payer.caller,
      paymentFields,
    );
    expect(paymentIn(answer).status).toBe('CAPTURED');
  });

  test.each([
    ['static without an amount (AT-18-5)', () => written({}), undefined, 'AMOUNT_REQUIRED'],
    ['dynamic with another amount (AT-18-5)', () => aCode('9.00'), '9.01', 'AMOUNT_MISMATCH'],
    ['printed with an amount, and another is typed', () => written({ amountMinor: 9_00n }), '1.00', 'AMOUNT_MISMATCH'],
    ['in a currency that nobody is paid in', () => written({ currency: 'USD' }), '1.00', 'CURRENCY_UNSUPPORTED'],
    ['of more than there is in the wallet', () => aCode('1000.01'), undefined, 'INSUFFICIENT_FUNDS'],
    ['with no amount at all typed', () => written({}), '0.00', 'INVALID_INPUT'],
  ])('a code %s is refused', async (_, makeCode, amount, refusal) => {
    const fresh = await makeCustomer(world);
    const before = await readBalances(world, fresh.customerId);
    expect(await world.refusalOf('payByCode', pay(await makeCode(), amount), fresh.caller)).toBe(refusal);
    expect(await readBalances(world, fresh.customerId)).toEqual(before);
  });

  test('a code printed with an amount is paid without typing it', async () => {
    const answer = await world.mutate('payByCode', pay(written({ amountMinor: 9_00n })), payer.caller, paymentFields);
    expect(paymentIn(answer).capturedAmount.amount).toBe('9.00');
  });

  test('what is typed in another currency is refused', async () => {
    const input = { ...pay(written({})), amount: { amount: '5.00', currency: 'USD' } };
    expect(await world.refusalOf('payByCode', input, payer.caller)).toBe('CURRENCY_UNSUPPORTED');
  });

  test('who may not spend is refused, and the code stays good', async () => {
    const code = await aCode('50.00');
    const refusal = async (facts: Parameters<typeof makeCustomer>[1], funding = 'WALLET') =>
      world.refusalOf('payByCode', pay(code, undefined, funding), (await makeCustomer(world, facts)).caller);

    expect(await refusal({ dailyLimitMinor: 49_99n })).toBe('LIMIT_EXCEEDED');
    expect(await refusal({ walletStatus: 'FROZEN' })).toBe('WALLET_FROZEN');
    expect(await refusal({ accountStatus: 'FROZEN' })).toBe('CUSTOMER_FROZEN');
    expect(await refusal({ accountStatus: 'ERASED' })).toBe('CUSTOMER_ERASED');
    expect(await refusal({}, 'CREDIT_LINE')).toBe('INSUFFICIENT_FUNDS');
    expect(await refusal({ points: 4_999n }, 'POINTS')).toBe('INSUFFICIENT_FUNDS');
    expect(await world.refusalOf('payByCode', pay(code), shop.caller)).toBe('NOT_FOUND');
    expect(paymentIn(await world.mutate('payByCode', pay(code), payer.caller, paymentFields)).status).toBe('CAPTURED');
  });

  test('a shop that went away is refused', async () => {
    const closed = await makeMerchant(world, { isLive: false, schemeNumber: 'CLOSED' });
    expect(await world.refusalOf('payByCode', pay(written({ schemeNumber: 'CLOSED' }), '1.00'), payer.caller)).toBe(
      'PAYEE_NOT_LIVE',
    );
    expect(await readBalances(world, closed.merchantId)).toEqual([]);
  });

  test('a dynamic code is too old when its time is over, and not before', async () => {
    const start = world.clock.now();
    const codes = [await aCode('1.00'), await aCode('1.00')] as const;

    world.clock.advance(dynamicCodeMinutes * minuteMs - 1);
    const last = await world.mutate('payByCode', pay(codes[0]), payer.caller, paymentFields);
    world.clock.advance(1);
    const refusal = await world.refusalOf('payByCode', pay(codes[1]), payer.caller);
    world.clock.moveTo(start);

    expect(paymentIn(last).status).toBe('CAPTURED');
    expect(refusal).toBe('QR_EXPIRED');
  });

  /** The hot path: the statements of one payment by a dynamic code, `begin` and `commit` aside. */
  const statementsOfPayment = {
    'lock and answer of the key': 2,
    'state of the account': 1,
    'shop, code and wallet': 3,
    'spent, payment, use of the code, rule of the fee': 4,
    'payment, what the shop sees, ledger': 3,
    'events, answer of the key': 2,
  } as const;

  test('takes so many statements and no more', async () => {
    const code = await aCode('1.00');
    const writes = await world.writesOf(() => world.mutate('payByCode', pay(code), payer.caller));

    expect(writes).toHaveLength(Object.values(statementsOfPayment).reduce((sum, count) => sum + count, 0));
  });
});
