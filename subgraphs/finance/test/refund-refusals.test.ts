import { castId } from '@ecosystem/kit/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post } from '../src/db/ledger.ts';
import { credit, debit, houseAccount, settleAccount } from '../src/domain/ledger.ts';
import { refundDays, refundsMax } from '../src/domain/payment-decisions.ts';
import { customerNumber, dayMs, type FinanceWorld, later, merchantNumber, openFinance, yuan } from './finance-world.ts';
import {
  type MadeCustomer,
  type MadeMerchant,
  makeAuthorised,
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
  shop = await makeMerchant(world);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

describe('refundPayment', () => {
  const asked = (paymentId: string, amount: unknown = yuan('5.00'), reason = 'Cold noodles') => ({
    paymentId,
    amount,
    reason,
  });
  const refusal = (...of: Parameters<typeof asked>) => world.refusalOf('refundPayment', asked(...of), shop.caller);
  const captured = (to = shop) => makeAuthorised(world, { payer, shop: to }, '5.00');

  test('refuses everybody but the payee', async () => {
    const paymentId = await captured();
    for (const by of [payer.caller, customerNumber(1), merchantNumber(1)]) {
      expect(await world.refusalOf('refundPayment', asked(paymentId), by)).toBe('NOT_FOUND');
    }
    expect(await refusal(castId('pay', 4_999))).toBe('NOT_FOUND');
  });

  test.each([
    ['one fen more than was taken', yuan('5.01'), 'Cold', 'REFUND_EXCEEDS_CAPTURED'],
    ['another currency', { amount: '5.00', currency: 'USD' }, 'Cold', 'INVALID_INPUT'],
    ['nothing', yuan('0.00'), 'Cold', 'INVALID_INPUT'],
    ['less than nothing', yuan('-5.00'), 'Cold', 'INVALID_INPUT'],
    ['an empty reason', yuan('5.00'), '  ', 'INVALID_INPUT'],
    ['a reason of 201 characters', yuan('5.00'), 'r'.repeat(201), 'INVALID_INPUT'],
  ])('refuses %s', async (_, amount, reason, code) => {
    expect(await refusal(await captured(), amount, reason)).toBe(code);
  });

  test('refuses more than is left, and again when nothing is', async () => {
    const paymentId = await captured();
    await world.mutate('refundPayment', asked(paymentId, yuan('3.00')), shop.caller);
    expect(await refusal(paymentId, yuan('2.01'))).toBe('REFUND_EXCEEDS_CAPTURED');
    await world.mutate('refundPayment', asked(paymentId, yuan('2.00')), shop.caller);
    expect(await refusal(paymentId, yuan('0.01'))).toBe('REFUND_EXCEEDS_CAPTURED');
  });

  test('refuses when the window is closed, and not before', async () => {
    const [onTime, late] = [await captured(), await captured()];
    const answer = await later(world, refundDays * dayMs, () =>
      world.mutate('refundPayment', asked(onTime), shop.caller, paymentFields),
    );
    expect(paymentIn(answer).status).toBe('REFUNDED');
    expect(await later(world, refundDays * dayMs + 1, () => refusal(late))).toBe('REFUND_WINDOW_CLOSED');
  });

  test('refuses one refund too many', async () => {
    const paymentId = await captured();
    for (let refunds = 0; refunds < refundsMax; refunds += 1) {
      paymentIn(await world.mutate('refundPayment', asked(paymentId, yuan('0.01')), shop.caller, paymentFields));
    }
    expect(await refusal(paymentId, yuan('0.01'))).toBe('TOO_MANY_REFUNDS');
  });

  test('refuses what the shop does not have any more', async () => {
    const spender = await makeMerchant(world);
    const paymentId = await captured(spender);
    // 5.00 less the fee of 0.03; the shop takes 1.00 to its bank.
    const postings = [
      debit(settleAccount(spender.merchantId, 'CNY'), 1_00n),
      credit(houseAccount('clearing', spender.merchantId, 'CNY'), 1_00n),
    ];
    await world.subgraph.database.write.transaction((pool) =>
      post(pool, {
        ownerId: spender.merchantId,
        kind: 'TRANSFER',
        reference: 'to-bank',
        bookedAt: world.clock.now(),
        postings,
      }),
    );
    const before = await readBalances(world, payer.customerId, spender.merchantId);

    expect(await world.refusalOf('refundPayment', asked(paymentId), spender.caller)).toBe('MERCHANT_BALANCE_LOW');
    expect(await readBalances(world, payer.customerId, spender.merchantId)).toEqual(before);
    const answer = await world.mutate('refundPayment', asked(paymentId, yuan('3.97')), spender.caller, paymentFields);
    expect(paymentIn(answer).status).toBe('PARTIALLY_REFUNDED');
  });
});
