import { castId } from '@ecosystem/kit/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FinanceWorld, fen, liwei, merchantNumber, newKey, noodle, openFinance, yuan } from './finance-world.ts';
import { anOrder as makeOrder } from './makers-orders.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

/** An order of @liwei at the noodle house that costs this much, as the input of createPayment names it. */
async function anOrder(amountMinor: bigint) {
  return { payableType: 'ORDER', payableId: castId('ord', await makeOrder(world, amountMinor)) };
}

const fields =
  'payment { id status amount { amount } capturedAmount { amount } refundedAmount { amount } iso20022Status }';
type Shown = { id: string; status: string; capturedAmount: { amount: string } };

async function aPayment(amount: string, captureMode = 'AUTOMATIC', order = anOrder(BigInt(amount.replace('.', '')))) {
  const input = { ...(await order), amount: yuan(amount), captureMode };
  const { payment } = await world.mutate('createPayment', input, liwei, fields);
  return (payment as Shown).id;
}

const wallet = async () => {
  const { data } = await world.query('{ me { finance { wallet { balance { amount } held { amount } } } } }', {
    as: liwei,
  });
  return (data as { me: { finance: { wallet: { balance: { amount: string }; held: { amount: string } } } } }).me.finance
    .wallet;
};

describe('a payment', () => {
  test('that is authorised is captured at once, and leaves the wallet by its amount', async () => {
    const before = await wallet();
    const paymentId = await aPayment('38.50');
    const { payment, userErrors } = await world.mutate(
      'authorisePayment',
      { paymentId, funding: 'WALLET' },
      liwei,
      fields,
    );

    expect(userErrors).toEqual([]);
    expect(payment).toMatchObject({ status: 'CAPTURED', capturedAmount: { amount: '38.50' }, iso20022Status: 'ACSC' });
    expect(fen(before.balance) - fen((await wallet()).balance)).toBe(38_50n);
  });

  test('of two for one order is captured once (AT-26-1)', async () => {
    const order = anOrder(20_00n);
    const payments = [await aPayment('20.00', 'MANUAL', order), await aPayment('20.00', 'MANUAL', order)];
    for (const paymentId of payments) await world.mutate('authorisePayment', { paymentId, funding: 'WALLET' }, liwei);

    const answers = await Promise.all(
      payments.map((paymentId) => world.mutate('capturePayment', { paymentId }, noodle, fields)),
    );

    expect(answers.map(({ userErrors }) => userErrors.map(({ code }) => code)).sort()).toEqual([
      [],
      ['PAYABLE_ALREADY_PAID'],
    ]);
  });

  test('is refunded in three parts, and not one fen more (AT-26-2)', async () => {
    const paymentId = await aPayment('38.50');
    await world.mutate('authorisePayment', { paymentId, funding: 'WALLET' }, liwei);
    const refund = (amount: string) => ({ paymentId, amount: yuan(amount), reason: 'Cold noodles' });

    for (const amount of ['10.00', '20.00', '8.50']) await world.mutate('refundPayment', refund(amount), noodle);

    expect(await world.refusalOf('refundPayment', refund('0.01'), noodle)).toBe('REFUND_EXCEEDS_CAPTURED');
    const { data } = await world.query(
      `{ payment(id: "${paymentId}") { status refunds { amount { amount } status } } }`,
      { as: noodle },
    );
    expect(data?.['payment']).toMatchObject({
      status: 'REFUNDED',
      refunds: [{ amount: { amount: '10.00' }, status: 'SUCCEEDED' }, {}, {}],
    });
  });

  test('asked for twice with one key at the same moment is made once', async () => {
    const input = { ...(await anOrder(5_00n)), amount: yuan('5.00'), idempotencyKey: newKey() };
    const answers = await Promise.all([1, 2, 3].map(() => world.mutate('createPayment', input, liwei, fields)));

    expect(new Set(answers.map(({ payment }) => (payment as Shown).id)).size).toBe(1);
    expect(await world.refusalOf('createPayment', { ...input, ttlSeconds: 60 }, liwei)).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('of another shop answers as a missing one', async () => {
    const paymentId = await aPayment('5.00', 'MANUAL');
    await world.mutate('authorisePayment', { paymentId, funding: 'WALLET' }, liwei);
    expect(await world.refusalOf('capturePayment', { paymentId }, merchantNumber(2))).toBe('NOT_FOUND');
  });
});
