import { makeChange } from '@ecosystem/kit/command';
import { parseId } from '@ecosystem/kit/ids';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endUncaptured } from '../src/commands/payment-release.ts';
import { lockPayment } from '../src/db/payments.ts';
import { paymentMachine } from '../src/domain/payment.ts';
import type { PaymentStatus } from '../src/domain/payment-decisions.ts';
import { type FinanceWorld, openFinance, yuan } from './finance-world.ts';
import {
  type MadeCustomer,
  type MadeMerchant,
  makeAuthorised,
  makeCreated,
  makeCustomer,
  makeMerchant,
  paymentFields,
  type ShownPayment,
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

/** What is asked through the API, and as whom. */
const events = {
  authorise: { mutation: 'authorisePayment', by: () => payer.caller, more: { funding: 'WALLET' } },
  capture: { mutation: 'capturePayment', by: () => shop.caller, more: {} },
  cancelAsPayer: { mutation: 'cancelPayment', by: () => payer.caller, more: {} },
  cancelAsPayee: { mutation: 'cancelPayment', by: () => shop.caller, more: {} },
  refundPart: { mutation: 'refundPayment', by: () => shop.caller, more: { amount: yuan('1.00'), reason: 'Cold' } },
  refundRest: { mutation: 'refundPayment', by: () => shop.caller, more: { amount: yuan('5.00'), reason: 'Cold' } },
} as const;
type EventName = keyof typeof events;

const ask = async (event: EventName, paymentId: string) => {
  const { mutation, by, more } = events[event];
  const { payment, userErrors } = await world.mutate(mutation, { paymentId, ...more }, by(), paymentFields);
  return userErrors[0]?.code ?? (payment as ShownPayment).status;
};

/** Ends a payment as time and the outside world do. */
async function end(paymentId: string, status: 'EXPIRED' | 'FAILED'): Promise<void> {
  await makeChange({ database: world.subgraph.database, clock: world.clock }, async (change) => {
    const payment = await lockPayment(change.pool, parseId('pay', paymentId));
    if (payment) await endUncaptured(change, payment, status);
  });
}

const parties = () => ({ payer, shop });
/** A payment of 5.00 in each state. */
const makers: Record<PaymentStatus, () => Promise<string>> = {
  CREATED: () => makeCreated(world, parties(), '5.00', 'MANUAL'),
  AUTHORISED: () => makeAuthorised(world, parties(), '5.00', { captureMode: 'MANUAL' }),
  CAPTURED: () => makeAuthorised(world, parties(), '5.00'),
  async PARTIALLY_REFUNDED() {
    const id = await makers.CAPTURED();
    await ask('refundPart', id);
    return id;
  },
  async REFUNDED() {
    const id = await makers.CAPTURED();
    await ask('refundRest', id);
    return id;
  },
  async CANCELLED() {
    const id = await makers.AUTHORISED();
    await ask('cancelAsPayer', id);
    return id;
  },
  async EXPIRED() {
    const id = await makers.AUTHORISED();
    await end(id, 'EXPIRED');
    return id;
  },
  async FAILED() {
    const id = await makers.AUTHORISED();
    await end(id, 'FAILED');
    return id;
  },
};

const no = 'ILLEGAL_TRANSITION';
const nothingLeft = 'REFUND_EXCEEDS_CAPTURED';
/** What each state answers to each event: the next state, or the refusal. */
const answers: Record<PaymentStatus, Record<EventName, string>> = {
  CREATED: row('AUTHORISED', no, 'CANCELLED', no, no),
  AUTHORISED: row(no, 'CAPTURED', 'CANCELLED', no, no),
  CAPTURED: row(no, no, no, 'PARTIALLY_REFUNDED', 'REFUNDED'),
  // 1.00 is back already, so that 5.00 is more than is left.
  PARTIALLY_REFUNDED: row(no, no, no, 'PARTIALLY_REFUNDED', nothingLeft),
  REFUNDED: row(no, no, no, nothingLeft, nothingLeft),
  CANCELLED: row(no, no, no, no, no),
  EXPIRED: row('PAYMENT_EXPIRED', 'PAYMENT_EXPIRED', no, no, no),
  FAILED: row(no, no, no, no, no),
};
function row(authorise: string, capture: string, cancel: string, refundPart: string, refundRest: string) {
  return { authorise, capture, cancelAsPayer: cancel, cancelAsPayee: cancel, refundPart, refundRest };
}

/** Everything that a mutation of a payment could have written. */
async function everything(): Promise<unknown> {
  const [found] = await world.subgraph.database.write.execute(sql`select
    (select jsonb_agg(p order by id) from payments p where customer_id = ${payer.customerId}) as payments,
    (select jsonb_agg(r order by id) from refunds r where customer_id = ${payer.customerId}) as refunds,
    (select jsonb_agg(m order by payment_id) from merchant_payments m where merchant_id = ${shop.merchantId}) as seen,
    (select jsonb_agg(w) from wallets w where customer_id = ${payer.customerId}) as wallets,
    (select jsonb_agg(a order by id) from ledger_accounts a) as accounts,
    (select count(*) from ledger_entries) as entries,
    (select count(*) from outbox) as events`);
  return found;
}

describe.each(paymentMachine.states)('a payment that is %s', (state) => {
  test.each(Object.entries(answers[state]))('answers to %s with %s', async (event, answer) => {
    const paymentId = await makers[state]();
    const before = await everything();

    expect(await ask(event as EventName, paymentId)).toBe(answer);
    const isMove = paymentMachine.states.some((next) => next === answer);
    if (isMove) expect(await everything()).not.toEqual(before);
    else expect(await everything()).toEqual(before);
  });
});

test('a payment of which a part went back is refunded whole by the rest', async () => {
  const paymentId = await makers.PARTIALLY_REFUNDED();
  const rest = { paymentId, amount: yuan('4.00'), reason: 'Cold' };
  const { payment } = await world.mutate('refundPayment', rest, shop.caller, paymentFields);
  expect(payment).toMatchObject({ status: 'REFUNDED', refundedAmount: { amount: '5.00' } });
});

test.each(['AUTOMATIC', 'ESCROW'])(
  'a payment whose mode is %s is captured when its payer agrees',
  async (captureMode) => {
    const paymentId = await makeCreated(world, parties(), '5.00', captureMode);
    expect(await ask('authorise', paymentId)).toBe('CAPTURED');
  },
);

test.each(['EXPIRED', 'FAILED'] as const)('a payment that is %s holds nothing', async (status) => {
  const paymentId = await makers[status]();
  const [found] = await world.subgraph.database.write.execute(
    sql`select status, held_minor from payments where id = ${parseId('pay', paymentId)}`,
  );
  expect(found).toEqual({ status, held_minor: '0' });
});

test('of authorising and cancelling at once one comes first, and the money is either held or not', async () => {
  const paymentId = await makers.CREATED();
  const both = await Promise.all([ask('authorise', paymentId), ask('cancelAsPayee', paymentId)]);
  expect([
    ['AUTHORISED', 'CANCELLED'],
    [no, 'CANCELLED'],
  ]).toContainEqual(both);
});
