import type { Caller } from '@ecosystem/kit/caller';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { and, eq } from 'drizzle-orm';
import { post } from '../src/db/ledger.ts';
import { knownCustomers, knownMerchants, knownPayables, ledgerAccounts, loyalty, wallets } from '../src/db/tables.ts';
import {
  credit,
  debit,
  houseAccount,
  pointsAccount,
  pointsAsset,
  walletAccount,
  withoutZeros,
} from '../src/domain/ledger.ts';
import type { PayableType } from '../src/domain/payment-kinds.ts';
import { customerNumber, type FinanceWorld, merchantNumber, yuan } from './finance-world.ts';

/** Numbers above those of the demo world. */
let lastNumber = 5_000;
const nextNumber = (): number => {
  lastNumber += 1;
  return lastNumber;
};

export interface MadeCustomer {
  readonly customerId: string;
  readonly caller: Caller;
}

interface CustomerFacts {
  readonly balanceMinor?: bigint;
  readonly points?: bigint;
  readonly dailyLimitMinor?: bigint;
  readonly walletStatus?: 'ACTIVE' | 'FROZEN';
  readonly accountStatus?: 'ACTIVE' | 'FROZEN' | 'ERASED';
}

/** A customer with a wallet and points of this much; 1000.00 and 5000 points if nothing is said. */
export async function makeCustomer(world: FinanceWorld, facts: CustomerFacts = {}): Promise<MadeCustomer> {
  const { balanceMinor = 1_000_00n, points = 5_000n, dailyLimitMinor = 10_000_00n } = facts;
  const number = nextNumber();
  const customerId = castUuid(number);
  const { write } = world.subgraph.database;
  const postings = [
    debit(houseAccount('clearing', customerId, 'CNY'), balanceMinor),
    credit(walletAccount(customerId, 'CNY'), balanceMinor),
    debit(houseAccount('points-issued', customerId, pointsAsset), points),
    credit(pointsAccount(customerId), points),
  ];
  // The accounts have to be there, so nobody opens with nothing.
  if (withoutZeros(postings).length < postings.length) throw new Error('A customer opens with money and with points.');
  await write.transaction((pool) =>
    post(pool, { ownerId: customerId, kind: 'OPENING', reference: 'opening', bookedAt: seedNow, postings }),
  );
  const accountOf = async (code: 'wallet' | 'points') => {
    const [row] = await write
      .select({ id: ledgerAccounts.id })
      .from(ledgerAccounts)
      .where(and(eq(ledgerAccounts.ownerId, customerId), eq(ledgerAccounts.code, code)));
    if (!row) throw new Error(`There is no account ${code}.`);
    return row.id;
  };
  await write.insert(wallets).values({
    customerId,
    id: castUuid(number),
    status: facts.walletStatus ?? 'ACTIVE',
    accountId: await accountOf('wallet'),
    dailyLimitMinor,
    currency: 'CNY',
  });
  await write.insert(loyalty).values({
    customerId,
    tier: 'STANDARD',
    accountId: await accountOf('points'),
    expiring30d: 0,
  });
  if (facts.accountStatus) await write.insert(knownCustomers).values({ customerId, status: facts.accountStatus });
  return { customerId, caller: customerNumber(number) };
}

export interface MadeMerchant {
  readonly merchantId: string;
  readonly id: string;
  readonly caller: Caller;
}

/** A shop of our payment scheme, of a category for which the general fee of 0.60 % holds. */
export async function makeMerchant(
  world: FinanceWorld,
  facts: Partial<typeof knownMerchants.$inferInsert> = {},
): Promise<MadeMerchant> {
  const number = nextNumber();
  const merchantId = castUuid(number);
  await world.subgraph.database.write.insert(knownMerchants).values({
    id: merchantId,
    name: `Shop ${number}`,
    city: 'Shenzhen',
    merchantCategoryCode: '9999',
    schemeNumber: `T${number}`,
    isLive: true,
    ...facts,
  });
  return { merchantId, id: castId('mer', number), caller: merchantNumber(number) };
}

/** Something that a customer has to pay to a shop, as the input of createPayment names it. */
export async function makePayable(
  world: FinanceWorld,
  facts: {
    readonly customerId: string;
    readonly merchantId?: string;
    readonly cityCode?: string;
    readonly amountMinor: bigint;
    readonly type?: Exclude<PayableType, 'QUOTE'>;
    readonly currency?: string;
  },
): Promise<{ payableType: PayableType; payableId: string }> {
  const { type = 'ORDER', currency = 'CNY', ...rest } = facts;
  const number = nextNumber();
  await world.subgraph.database.write.insert(knownPayables).values({ ...rest, type, currency, id: castUuid(number) });
  return { payableType: type, payableId: castId(prefixes[type], number) };
}

const prefixes = {
  ORDER: 'ord',
  RIDE: 'rid',
  PARKING_SESSION: 'prk',
  TRAFFIC_FINE: 'fne',
  REPAIR_ORDER: 'rep',
  APPOINTMENT: 'apt',
} as const;

/** What a test reads of a payment. */
export interface ShownPayment {
  readonly id: string;
  readonly status: string;
  readonly amount: { readonly amount: string };
  readonly capturedAmount: { readonly amount: string };
  readonly refundedAmount: { readonly amount: string };
}
export const paymentFields =
  'payment { id status amount { amount } capturedAmount { amount } refundedAmount { amount } }';

/** The payment in an answer. @throws Error with the refusal if there is none. */
export function paymentIn({ payment, userErrors }: { readonly [key: string]: unknown }): ShownPayment {
  if (!payment) throw new Error(`There is no payment: ${JSON.stringify(userErrors)}`);
  return payment as ShownPayment;
}

interface Parties {
  readonly payer: MadeCustomer;
  readonly shop: MadeMerchant;
}

/** The input of createPayment for a new thing that costs this much. */
export async function makePaymentInput(
  world: FinanceWorld,
  { payer, shop }: Parties,
  amount: string,
  more: Record<string, unknown> = {},
) {
  const amountMinor = BigInt(amount.replace('.', ''));
  const payable = await makePayable(world, { customerId: payer.customerId, merchantId: shop.merchantId, amountMinor });
  return { ...payable, amount: yuan(amount), ...more };
}

/** The id of a payment that its payer has created. */
export async function makeCreated(
  world: FinanceWorld,
  parties: Parties,
  amount: string,
  captureMode = 'AUTOMATIC',
): Promise<string> {
  const input = await makePaymentInput(world, parties, amount, { captureMode });
  return paymentIn(await world.mutate('createPayment', input, parties.payer.caller, paymentFields)).id;
}

/** The id of a payment that its payer has agreed to: captured, in escrow or held, by its mode. */
export async function makeAuthorised(
  world: FinanceWorld,
  parties: Parties,
  amount: string,
  { captureMode = 'AUTOMATIC', funding = 'WALLET' } = {},
): Promise<string> {
  const paymentId = await makeCreated(world, parties, amount, captureMode);
  const { caller } = parties.payer;
  return paymentIn(await world.mutate('authorisePayment', { paymentId, funding }, caller, paymentFields)).id;
}

/** What accounts of owners hold, as text such as "wallet CNY 100000, held 0". */
export async function readBalances(world: FinanceWorld, ...ownerIds: readonly string[]): Promise<string[]> {
  const { write } = world.subgraph.database;
  const rows = await Promise.all(
    ownerIds.map((ownerId) => write.select().from(ledgerAccounts).where(eq(ledgerAccounts.ownerId, ownerId))),
  );
  return rows
    .flat()
    .map(({ code, asset, balanceMinor, heldMinor }) => `${code} ${asset} ${balanceMinor}, held ${heldMinor}`)
    .sort();
}
