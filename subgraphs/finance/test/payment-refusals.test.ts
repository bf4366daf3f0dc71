import { castId, castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdDays } from '../src/domain/payment-decisions.ts';
import { dayMs, type FinanceWorld, later, merchantNumber, newKey, openFinance, yuan } from './finance-world.ts';
import {
  type MadeCustomer,
  type MadeMerchant,
  makeAuthorised,
  makeCreated,
  makeCustomer,
  makeMerchant,
  makePayable,
  makePaymentInput,
  paymentFields,
  paymentIn,
  readBalances,
} from './makers-payments.ts';

let world: FinanceWorld;
let payer: MadeCustomer;
let stranger: MadeCustomer;
let shop: MadeMerchant;
beforeAll(async () => {
  world = await openFinance();
  payer = await makeCustomer(world);
  stranger = await makeCustomer(world);
  shop = await makeMerchant(world);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const parties = (by = payer, to = shop) => ({ payer: by, shop: to });
const input = (amount: string, more: Record<string, unknown> = {}, by = payer, to = shop) =>
  makePaymentInput(world, parties(by, to), amount, more);
const created = (amount: string, captureMode = 'MANUAL', by = payer) =>
  makeCreated(world, parties(by), amount, captureMode);
const authorised = (amount: string, by = payer) =>
  makeAuthorised(world, parties(by), amount, { captureMode: 'MANUAL' });

describe('createPayment', () => {
  const refusal = (asked: Record<string, unknown>, by = payer.caller) => world.refusalOf('createPayment', asked, by);

  test('refuses what there is not, and what is of others, in the same way', async () => {
    const asked = await input('5.00');
    expect(await refusal({ ...asked, payableId: castId('ord', 4_999) })).toBe('PAYABLE_NOT_FOUND');
    expect(await refusal({ ...asked, payableType: 'RIDE', payableId: asked.payableId.replace('ord', 'rid') })).toBe(
      'PAYABLE_NOT_FOUND',
    );
    expect(await refusal(asked, stranger.caller)).toBe('PAYABLE_NOT_FOUND');
    expect(await refusal(asked, merchantNumber(1))).toBe('PAYABLE_NOT_FOUND');
    expect(await refusal({ ...asked, payableType: 'QUOTE', payableId: castId('quo', 4_999) })).toBe(
      'PAYABLE_NOT_FOUND',
    );
  });

  test('refuses what is paid already, by both parties', async () => {
    const asked = await input('5.00');
    const { id: paymentId } = paymentIn(await world.mutate('createPayment', asked, payer.caller, paymentFields));
    await world.mutate('authorisePayment', { paymentId, funding: 'WALLET' }, payer.caller);

    expect(await refusal(asked)).toBe('PAYABLE_ALREADY_PAID');
    expect(await refusal(asked, shop.caller)).toBe('PAYABLE_ALREADY_PAID');
  });

  test('refuses a shop that cannot take payments', async () => {
    const closed = await makeMerchant(world, { isLive: false });
    expect(await refusal(await input('5.00', {}, payer, closed))).toBe('PAYEE_NOT_LIVE');
  });

  test('refuses what costs something in a currency without wallets', async () => {
    const facts = { customerId: payer.customerId, merchantId: shop.merchantId, amountMinor: 5_00n, currency: 'USD' };
    const amount = { amount: '5.00', currency: 'USD' };
    expect(await refusal({ ...(await makePayable(world, facts)), amount })).toBe('CURRENCY_UNSUPPORTED');
  });

  test.each([
    ['one fen too little', { amount: yuan('4.99') }, 'AMOUNT_MISMATCH'],
    ['one fen too much', { amount: yuan('5.01') }, 'AMOUNT_MISMATCH'],
    ['another currency', { amount: { amount: '5.00', currency: 'USD' } }, 'CURRENCY_UNSUPPORTED'],
    ['the id of a customer', { payableId: castId('cus', 1) }, 'INVALID_INPUT'],
    ['text for an id', { payableId: 'order 1' }, 'INVALID_INPUT'],
    ['the id of another type', { payableType: 'RIDE' }, 'INVALID_INPUT'],
    ['another shop as payee', { payeeMerchantId: castId('mer', 1) }, 'INVALID_INPUT'],
    ['text for a payee', { payeeMerchantId: 'noodle' }, 'INVALID_INPUT'],
    ['text for a mini program', { miniProgramId: 'app' }, 'INVALID_INPUT'],
    ['less than a minute', { ttlSeconds: 59 }, 'INVALID_INPUT'],
    ['more than a day', { ttlSeconds: 86_401 }, 'INVALID_INPUT'],
    ['a short key', { idempotencyKey: 'seven77' }, 'INVALID_INPUT'],
    ['a key with a space', { idempotencyKey: 'seven 77' }, 'INVALID_INPUT'],
    ['a key of 65 characters', { idempotencyKey: 'k'.repeat(65) }, 'INVALID_INPUT'],
  ])('refuses %s', async (_, more, code) => {
    expect(await refusal(await input('5.00', more))).toBe(code);
  });

  test('refuses to pay a fine into escrow', async () => {
    const facts = {
      customerId: payer.customerId,
      cityCode: '440300',
      amountMinor: 5_00n,
      type: 'TRAFFIC_FINE',
    } as const;
    const fine = await makePayable(world, facts);
    expect(await refusal({ ...fine, amount: yuan('5.00'), captureMode: 'ESCROW' })).toBe('INVALID_INPUT');
  });
});

describe('authorisePayment', () => {
  const refusal = async (paymentId: string, by = payer.caller, funding = 'WALLET') =>
    world.refusalOf('authorisePayment', { paymentId, funding }, by);

  test('refuses who does not pay: the payee is told why, to all others the payment is missing', async () => {
    const paymentId = await created('5.00');
    expect(await refusal(paymentId, shop.caller)).toBe('NOT_PAYER');
    expect(await refusal(paymentId, stranger.caller)).toBe('NOT_FOUND');
    expect(await refusal(castId('pay', 4_999))).toBe('NOT_FOUND');
    expect(await refusal('pay_1')).toBe('INVALID_INPUT');
  });

  test.each([
    ['more than there is in the wallet', { balanceMinor: 4_99n }, 'WALLET', 'INSUFFICIENT_FUNDS'],
    ['more than there is in points', { points: 499n }, 'POINTS', 'INSUFFICIENT_FUNDS'],
    ['a credit line, which nobody has', {}, 'CREDIT_LINE', 'INSUFFICIENT_FUNDS'],
    ['more than the wallet may spend in a day', { dailyLimitMinor: 4_99n }, 'WALLET', 'LIMIT_EXCEEDED'],
    ['a frozen wallet', { walletStatus: 'FROZEN' }, 'WALLET', 'WALLET_FROZEN'],
  ] as const)('refuses %s, and takes as much from a source that has it', async (_, facts, funding, code) => {
    const poor = await makeCustomer(world, facts);
    const paymentId = await created('5.00', 'MANUAL', poor);
    const before = await readBalances(world, poor.customerId);

    expect(await refusal(paymentId, poor.caller, funding)).toBe(code);
    expect(await readBalances(world, poor.customerId)).toEqual(before);
    const answer = await world.mutate(
      'authorisePayment',
      { paymentId, funding: 'BANK_CARD' },
      poor.caller,
      paymentFields,
    );
    expect(paymentIn(answer).status).toBe('AUTHORISED');
  });

  test('counts what is held already, against both the balance and the limit of the day', async () => {
    const poor = await makeCustomer(world, { balanceMinor: 8_00n });
    await authorised('5.00', poor);
    expect(await refusal(await created('3.01', 'MANUAL', poor), poor.caller)).toBe('INSUFFICIENT_FUNDS');

    const limited = await makeCustomer(world, { dailyLimitMinor: 8_00n });
    await authorised('5.00', limited);
    const second = await created('3.01', 'MANUAL', limited);
    expect(await refusal(second, limited.caller)).toBe('LIMIT_EXCEEDED');
  });

  test('refuses a customer without a wallet', async () => {
    const caller = { ...payer.caller, subject: castId('cus', 4_998) };
    const nobody = { customerId: castUuid(4_998), caller };
    expect(await refusal(await created('5.00', 'MANUAL', nobody), caller)).toBe('INSUFFICIENT_FUNDS');
  });

  test('refuses when the time to pay is over, and not a millisecond before', async () => {
    const [onTime, late] = [await created('5.00'), await created('5.00')];
    const usualMs = 900_000;
    await later(world, usualMs - 1, () =>
      world.mutate('authorisePayment', { paymentId: onTime, funding: 'WALLET' }, payer.caller),
    );
    expect(await later(world, usualMs, () => refusal(late))).toBe('PAYMENT_EXPIRED');
  });
});

describe('capturePayment', () => {
  const refusal = (paymentId: string, amount?: unknown, by = shop.caller) =>
    world.refusalOf('capturePayment', { paymentId, amount }, by);

  test('refuses everybody but the payee', async () => {
    const paymentId = await authorised('5.00');
    expect(await refusal(paymentId, undefined, payer.caller)).toBe('NOT_FOUND');
    expect(await refusal(paymentId, undefined, merchantNumber(1))).toBe('NOT_FOUND');
    expect(await refusal(castId('pay', 4_999))).toBe('NOT_FOUND');
    expect(await refusal('ord_1')).toBe('INVALID_INPUT');
  });

  test.each([
    ['one fen more than was agreed to', yuan('5.01'), 'CAPTURE_EXCEEDS_AUTHORISED'],
    ['another currency', { amount: '5.00', currency: 'USD' }, 'INVALID_INPUT'],
    ['nothing', yuan('0.00'), 'INVALID_INPUT'],
    ['less than nothing', yuan('-1.00'), 'INVALID_INPUT'],
  ])('refuses %s', async (_, amount, code) => {
    expect(await refusal(await authorised('5.00'), amount)).toBe(code);
  });

  test('refuses when the hold is too old', async () => {
    const paymentId = await authorised('5.00');
    expect(await later(world, holdDays * dayMs, () => refusal(paymentId))).toBe('PAYMENT_EXPIRED');
  });
});

describe('cancelPayment', () => {
  test('refuses who is no party', async () => {
    const paymentId = await authorised('5.00');
    const refusal = (by: typeof payer.caller) => world.refusalOf('cancelPayment', { paymentId }, by);
    expect(await refusal(stranger.caller)).toBe('NOT_FOUND');
    expect(await refusal(merchantNumber(1))).toBe('NOT_FOUND');
  });
});

describe('every mutation of a payment', () => {
  const inputs = async () => {
    const paymentId = await created('5.00');
    return {
      createPayment: await input('5.00'),
      authorisePayment: { paymentId, funding: 'WALLET' },
      capturePayment: { paymentId },
      cancelPayment: { paymentId },
      refundPayment: { paymentId, amount: yuan('5.00'), reason: 'Cold' },
    };
  };

  test.each([
    ['frozen', 'FROZEN', 'CUSTOMER_FROZEN'],
    ['closed', 'ERASED', 'CUSTOMER_ERASED'],
  ] as const)('refuses a customer whose account is %s', async (_, accountStatus, code) => {
    const { caller } = await makeCustomer(world, { accountStatus });
    for (const [mutation, of] of Object.entries(await inputs())) {
      expect([mutation, await world.refusalOf(mutation, of, caller)]).toEqual([mutation, code]);
    }
  });

  test('refuses a key that came with another input', async () => {
    const other = await inputs();
    for (const [mutation, of] of Object.entries(await inputs())) {
      const idempotencyKey = newKey();
      const caller = mutation === 'capturePayment' || mutation === 'refundPayment' ? shop.caller : payer.caller;
      await world.mutate(mutation, { ...of, idempotencyKey }, caller);
      const again = { ...Object.entries(other).find(([name]) => name === mutation)?.[1], idempotencyKey };
      expect([mutation, await world.refusalOf(mutation, again, caller)]).toEqual([mutation, 'IDEMPOTENCY_KEY_REUSED']);
    }
  });

  test('asks to try again when other changes come in between again and again', async () => {
    const { write } = world.subgraph.database;
    await write.execute(sql`create function test_conflict() returns trigger language plpgsql as
      $$ begin raise exception 'another change came first' using errcode = 'serialization_failure'; end $$`);
    await write.execute(sql`create trigger test_conflict before insert or update on payments
      for each row execute function test_conflict()`);
    const asked = { ...(await input('5.00')), idempotencyKey: newKey() };
    const refusal = await world.refusalOf('createPayment', asked, payer.caller);
    await write.execute(sql`drop trigger test_conflict on payments`);

    expect(refusal).toBe('CONFLICT_RETRY');
    // The same key works when the others are gone: this refusal is not the answer to it.
    expect(paymentIn(await world.mutate('createPayment', asked, payer.caller, paymentFields)).status).toBe('CREATED');
  });
});
