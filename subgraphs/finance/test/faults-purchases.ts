import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '@ecosystem/kit/caller';
import type { Database } from '@ecosystem/kit/database';
import { castId, castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { knownPayables } from '../src/db/tables.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { type Answer, customerNumber, merchantNumber, yuan } from './finance-world.ts';
import { countMoney, type MoneyCount } from './storm-balance.ts';

/** Sends a mutation once. @throws Unanswered if nobody knows what became of it. */
export type Send = (mutation: string, input: Record<string, unknown>, as: Caller, fields?: string) => Promise<Answer>;

/** The request may or may not have been done. */
export class Unanswered extends Error {}

const retryMs = 50;
const patienceMs = 30_000;

/** Sends the same request, with the same key, until it is answered. */
export function untilAnswered(send: Send, onFailure: () => void): Send {
  return async (...request) => {
    for (const deadline = Date.now() + patienceMs; ; await sleep(retryMs)) {
      try {
        return await send(...request);
      } catch (error) {
        if (!(error instanceof Unanswered) || Date.now() > deadline) throw error;
        onFailure();
      }
    }
  };
}

/** Something that a customer buys, pays and gives back in part. */
export interface Purchase {
  readonly customer: number;
  readonly orderId: string;
  readonly amountMinor: bigint;
  readonly refundedMinor: bigint;
  readonly key: string;
}

const customers = [1, 2, 3, 5] as const;
const amountMinor = 12_34n;
const refundedMinor = 5_00n;
let orders = 30_000;

/** Makes orders of four customers at one shop: all money goes through one row of the ledger. */
export async function makePurchases({ write }: Pick<Database, 'write'>, ofEach: number): Promise<Purchase[]> {
  const purchases: Purchase[] = [];
  for (const customer of customers) {
    for (let number = 0; number < ofEach; number += 1) {
      orders += 1;
      await write.insert(knownPayables).values({
        type: 'ORDER',
        id: castUuid(orders),
        customerId: castUuid(customer),
        merchantId: castUuid(1),
        amountMinor,
        currency: homeCurrency,
      });
      purchases.push({
        customer,
        orderId: castId('ord', orders),
        amountMinor,
        refundedMinor,
        key: `purchase-${orders}`,
      });
    }
  }
  return purchases;
}

const textOf = (minor: bigint): string => (Number(minor) / 100).toFixed(2);

/** The purchase is paid from the wallet and refunded in part; each step has a key of its own. @returns the id of the payment. */
export async function buy(send: Send, purchase: Purchase): Promise<string> {
  const { customer, orderId, key } = purchase;
  const payer = customerNumber(customer);
  const order = { payableType: 'ORDER', payableId: orderId, amount: yuan(textOf(purchase.amountMinor)) };
  const { payment } = await send(
    'createPayment',
    { ...order, idempotencyKey: `${key}-create` },
    payer,
    'payment { id }',
  );
  const paymentId = (payment as { readonly id: string }).id;
  const pay = { paymentId, funding: 'WALLET', idempotencyKey: `${key}-pay` };
  const refund = {
    paymentId,
    amount: yuan(textOf(purchase.refundedMinor)),
    reason: 'Cold',
    idempotencyKey: `${key}-back`,
  };
  for (const { userErrors } of [
    await send('authorisePayment', pay, payer),
    await send('refundPayment', refund, merchantNumber(1)),
  ]) {
    if (userErrors[0]) throw new Error(`It was refused: ${userErrors[0].code}.`);
  }
  return paymentId;
}

/** All customers buy at the same moment, each one thing after the other. */
export async function buyAll(send: Send, purchases: readonly Purchase[]): Promise<void> {
  await Promise.all(
    [...Map.groupBy(purchases, ({ customer }) => customer).values()].map(async (own) => {
      for (const purchase of own) await buy(send, purchase);
    }),
  );
}

/** How often each step of the purchases had an effect, and what it moved. */
export async function countEffects(database: Database, before: MoneyCount): Promise<Record<string, bigint>> {
  const [found] = await database.write.execute<Record<string, string>>(sql`
    select
      (select count(*) from payments where idempotency_key like '%purchase-%') as payments,
      (select count(*) from payments where idempotency_key like '%purchase-%' and status = 'PARTIALLY_REFUNDED') as refunded,
      (select count(*) from refunds where idempotency_key like '%purchase-%') as refunds,
      (select count(*) from idempotency_keys where key like 'purchase-%') as keys,
      (select count(*) from ledger_transactions where kind = 'PAYMENT_CAPTURE' and split_part(reference, ':', 2) in
        (select id::text from payments where idempotency_key like '%purchase-%')) as captures,
      (select count(*) from outbox where topic = 'payment.created') as "createdEvents",
      (select count(*) from outbox where topic = 'payment.captured') as "capturedEvents",
      (select count(*) from outbox where topic = 'payment.refunded') as "refundedEvents"`);
  const after = await countMoney(database);
  return {
    ...Object.fromEntries(Object.entries(found ?? {}).map(([name, value]) => [name, BigInt(value)])),
    leftWallets: before.wallets - after.wallets,
    reachedPayees: after.payees - before.payees,
    trialCny: after.trial['CNY'] ?? 0n,
    trialPoints: after.trial['PTS'] ?? 0n,
  };
}

/** What `countEffects` finds when each step of each purchase was done exactly once. */
export function onceEach(purchases: readonly Purchase[]): Record<string, bigint> {
  const count = BigInt(purchases.length);
  const moved = purchases.reduce((sum, one) => sum + one.amountMinor - one.refundedMinor, 0n);
  return {
    payments: count,
    refunded: count,
    refunds: count,
    keys: 3n * count,
    captures: count,
    createdEvents: count,
    capturedEvents: count,
    refundedEvents: count,
    leftWallets: moved,
    reachedPayees: moved,
    trialCny: 0n,
    trialPoints: 0n,
  };
}
