import { castId, castUuid } from '@ecosystem/kit/world';
import { feeRules, knownMerchants, knownPayables } from '../src/db/tables.ts';
import { type PayableType, payablePrefixes } from '../src/domain/payment-kinds.ts';
import { customerNumber, type FinanceWorld, merchantNumber, yuan } from './finance-world.ts';
import { setAvailable } from './makers-loans.ts';

/** The category of the shops of tests, whose fee is one percent. */
const testCategory = '9999';

/** A shop that is nobody else's, of a partner of the same number. */
export async function makeShop({ subgraph }: FinanceWorld, number: number): Promise<void> {
  const { write } = subgraph.database;
  await write
    .insert(feeRules)
    .values({ code: testCategory, ratePercent: '1.00', minMinor: 0n, validFrom: '2020-01-01' })
    .onConflictDoNothing();
  await write.insert(knownMerchants).values({
    id: castUuid(number),
    name: `Shop ${number}`,
    city: 'Shenzhen',
    merchantCategoryCode: testCategory,
    schemeNumber: `M9000${number}`,
    partnerId: castUuid(number),
    isLive: true,
  });
}

/** A payment of a test. */
export interface PaymentStory {
  readonly shop: number;
  readonly customer: number;
  readonly amount: string;
  readonly captureMode?: 'AUTOMATIC' | 'ESCROW' | 'MANUAL';
  readonly type?: PayableType;
  /** The number of what is paid. */
  readonly payable: number;
}

/** Makes something to pay and its payment, authorised from the wallet; answers with the payment's id. */
export async function makePayment(world: FinanceWorld, story: PaymentStory): Promise<string> {
  const { shop, customer, amount, captureMode = 'AUTOMATIC', type = 'ORDER', payable } = story;
  const amountMinor = BigInt(amount.replace('.', ''));
  await world.subgraph.database.write.insert(knownPayables).values({
    type,
    id: castUuid(payable),
    customerId: castUuid(customer),
    merchantId: castUuid(shop),
    amountMinor,
    currency: 'CNY',
  });
  await setAvailable(world, castUuid(customer), amountMinor);
  const payer = customerNumber(customer);
  const payableId = castId(payablePrefixes[type], payable);
  const input = { payableType: type, payableId, amount: yuan(amount), captureMode };
  const { payment } = await world.mutate('createPayment', input, payer, 'payment { id }');
  const { id } = payment as { readonly id: string };
  const { userErrors } = await world.mutate('authorisePayment', { paymentId: id, funding: 'WALLET' }, payer);
  if (userErrors.length > 0) throw new Error(userErrors[0]?.message);
  return id;
}

/** Gives a part of a payment back. */
export async function makeRefund(world: FinanceWorld, shop: number, paymentId: string, amount: string): Promise<void> {
  const input = { paymentId, amount: yuan(amount), reason: 'Cold noodles' };
  const { userErrors } = await world.mutate('refundPayment', input, merchantNumber(shop));
  if (userErrors.length > 0) throw new Error(userErrors[0]?.message);
}
