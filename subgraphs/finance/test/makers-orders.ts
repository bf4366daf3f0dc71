import { makeChange } from '@ecosystem/kit/command';
import { parseId, type Uuid } from '@ecosystem/kit/ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { knownPayables, payments } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, yuan } from './finance-world.ts';

/** Numbers that neither the demo world nor other makers use. */
let orders = 6_000;

/** Makes an order of a customer at the noodle house that costs this much; @returns its number. */
export async function anOrder({ subgraph }: FinanceWorld, amountMinor: bigint, customer = 1): Promise<number> {
  orders += 1;
  await subgraph.database.write.insert(knownPayables).values({
    type: 'ORDER',
    id: castUuid(orders),
    customerId: castUuid(customer),
    merchantId: castUuid(1),
    amountMinor,
    currency: 'CNY',
  });
  return orders;
}

/** A payment of a new order. */
export interface MadePayment {
  readonly paymentId: string;
  readonly orderId: Uuid;
}

/** Creates a payment of a new order; nothing is paid yet. */
export async function aPayment(
  world: FinanceWorld,
  amount: string,
  captureMode: 'AUTOMATIC' | 'MANUAL' | 'ESCROW',
  customer = 1,
): Promise<MadePayment> {
  const order = await anOrder(world, BigInt(amount.replace('.', '')), customer);
  const input = { payableType: 'ORDER', payableId: castId('ord', order), amount: yuan(amount), captureMode };
  const { payment } = await world.mutate('createPayment', input, customerNumber(customer), 'payment { id }');
  return { paymentId: (payment as { id: string }).id, orderId: castUuid(order) };
}

/** Pays a payment from the wallet, or lets it hold money there. */
export async function authorise(world: FinanceWorld, { paymentId }: MadePayment, customer = 1): Promise<void> {
  const { userErrors } = await world.mutate(
    'authorisePayment',
    { paymentId, funding: 'WALLET' },
    customerNumber(customer),
  );
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
}

/** The row of a payment. */
export async function paymentRow({ subgraph }: FinanceWorld, { paymentId }: MadePayment) {
  const [row] = await subgraph.database.read
    .select()
    .from(payments)
    .where(eq(payments.id, parseId('pay', paymentId)));
  if (!row) throw new Error(`There is no payment ${paymentId}.`);
  return row;
}

/** Makes a change as a job or a message would. */
export const change = <Value>(world: FinanceWorld, work: Parameters<typeof makeChange<Value>>[1]): Promise<Value> =>
  makeChange({ database: world.subgraph.database, clock: world.clock }, work);
