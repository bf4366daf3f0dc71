import { formatId, splitId } from '@ecosystem/kit/ids';
import { runDueJobs } from '@ecosystem/kit/testing-jobs';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq, isNull, sql } from 'drizzle-orm';
import {
  knownPatients,
  knownVehicles,
  outbox,
  policies,
  premiumInstalments,
  quotes,
  wallets,
} from '../src/db/tables.ts';
import { beginPolicyJob } from '../src/jobs/begin-policy.ts';
import { collectPremiumJob } from '../src/jobs/collect-premium.ts';
import { expirePolicyJob } from '../src/jobs/expire-policy.ts';
import { expireQuoteJob } from '../src/jobs/expire-quote.ts';
import { quoteRenewalJob } from '../src/jobs/quote-renewal.ts';
import { renewPolicyJob } from '../src/jobs/renew-policy.ts';
import { customerNumber, type FinanceWorld, fen } from './finance-world.ts';
import { setAvailable } from './makers-loans.ts';
import { anOrder as makeOrder } from './makers-orders.ts';

/** Numbers of things that no seed has. */
let numbers = 7_000;
const nextNumber = (): number => {
  numbers += 1;
  return numbers;
};

export const allMotor = ['OD', 'TPL', 'THEFT', 'GLASS'];

/** A vehicle of a customer, by its id in the API. */
export async function aVehicle(
  { subgraph }: FinanceWorld,
  customer: number,
  facts: Partial<typeof knownVehicles.$inferInsert> = {},
): Promise<string> {
  const id = castUuid(nextNumber());
  await subgraph.database.write.insert(knownVehicles).values({
    customerId: castUuid(customer),
    id,
    modelYear: 2022,
    mileageKm: 30_000,
    powertrain: 'BEV',
    marketValueMinor: 128_000_00n,
    currency: 'CNY',
    ...facts,
  });
  return formatId('veh', id);
}

/** A patient in the care of a customer, by its id in the API. */
export async function aPatient({ subgraph }: FinanceWorld, customer: number, ageBand = '30_TO_39'): Promise<string> {
  const id = castUuid(nextNumber());
  await subgraph.database.write.insert(knownPatients).values({ customerId: castUuid(customer), id, ageBand });
  return formatId('pat', id);
}

/** An order of a customer, by its id in the API. */
export const anOrder = async (world: FinanceWorld, customer: number, amountMinor = 88_00n): Promise<string> =>
  castId('ord', await makeOrder(world, amountMinor, customer));

const uuidOf = (id: string): string => {
  const parts = splitId(id);
  if (!parts) throw new Error(`${id} is not an id.`);
  return parts.uuid;
};

/** What is free to spend in a wallet, in minor units. */
export async function availableOf(world: FinanceWorld, customer: number): Promise<bigint> {
  const { data } = await world.query('{ me { finance { wallet { available { amount } } } } }', {
    as: customerNumber(customer),
  });
  return fen((data as { me: { finance: { wallet: { available: { amount: string } } } } }).me.finance.wallet.available);
}

/** Makes exactly this much free to spend in a wallet, of any amount in a day. */
export async function setSpendable(world: FinanceWorld, customer: number, amountMinor: bigint): Promise<void> {
  const customerId = castUuid(customer);
  await world.subgraph.database.write
    .update(wallets)
    .set({ dailyLimitMinor: 10n ** 12n })
    .where(eq(wallets.customerId, customerId));
  await setAvailable(world, customerId, amountMinor);
}

/** Lets the policies of the demo world move no money by themselves, so that a test sees its own alone. */
export async function silenceSeed({ subgraph }: FinanceWorld): Promise<void> {
  const { write } = subgraph.database;
  await write.update(policies).set({ autoRenews: false });
  await write.delete(premiumInstalments).where(isNull(premiumInstalments.paidAt));
}

/** A quote as the tests look at it. */
export interface ShownQuote {
  readonly id: string;
  readonly status: string;
  readonly validUntil: string;
  readonly premium: { readonly amount: string; readonly currency: string };
}
export const quoteFields = 'quote { id status validUntil premium { amount currency } riskFactors }';

/** A policy as the tests look at it. */
export interface ShownPolicy {
  readonly id: string;
  readonly status: string;
  readonly effectiveOn: string;
  readonly expiresOn: string;
  readonly policyNumber: string;
}
export const policyFields = 'policy { id status effectiveOn expiresOn policyNumber premium { amount } autoRenews }';

export async function aQuote(
  world: FinanceWorld,
  customer: number,
  input: Record<string, unknown>,
): Promise<ShownQuote> {
  const { quote, userErrors } = await world.mutate('quotePolicy', input, customerNumber(customer), quoteFields);
  if (!quote) throw new Error(`There is no quote: ${JSON.stringify(userErrors)}`);
  return quote as ShownQuote;
}

/** A payment of a quote, captured unless `funding` is null; its id in the API. */
export async function payQuote(
  world: FinanceWorld,
  customer: number,
  quote: Pick<ShownQuote, 'id' | 'premium'>,
  funding: 'WALLET' | 'BANK_CARD' | 'POINTS' | null = 'BANK_CARD',
): Promise<string> {
  const caller = customerNumber(customer);
  const input = { payableType: 'QUOTE', payableId: quote.id, amount: quote.premium };
  const { payment, userErrors } = await world.mutate('createPayment', input, caller, 'payment { id }');
  if (!payment) throw new Error(`There is no payment: ${JSON.stringify(userErrors)}`);
  const paymentId = (payment as { id: string }).id;
  if (funding === null) return paymentId;
  const answer = await world.mutate('authorisePayment', { paymentId, funding }, caller);
  if (answer.userErrors.length > 0) throw new Error(`It is not paid: ${JSON.stringify(answer.userErrors)}`);
  return paymentId;
}

/** A policy from its quote to its binding. */
export async function aPolicy(
  world: FinanceWorld,
  customer: number,
  input: Record<string, unknown>,
  funding: 'WALLET' | 'BANK_CARD' | 'POINTS' = 'BANK_CARD',
): Promise<ShownPolicy> {
  const quote = await aQuote(world, customer, input);
  const paymentId = await payQuote(world, customer, quote, funding);
  const answer = await world.mutate(
    'bindQuote',
    { quoteId: quote.id, paymentId },
    customerNumber(customer),
    policyFields,
  );
  if (!answer['policy']) throw new Error(`There is no policy: ${JSON.stringify(answer.userErrors)}`);
  return answer['policy'] as ShownPolicy;
}

/** The jobs of policies. */
export const works = [
  beginPolicyJob,
  expirePolicyJob,
  quoteRenewalJob,
  renewPolicyJob,
  collectPremiumJob,
  expireQuoteJob,
];

/** Does all that is due at the time of the world's clock. @throws Error if some of it fails. */
export async function runJobs({ subgraph, databaseUrl, clock }: FinanceWorld): Promise<void> {
  const failed = await runDueJobs({ works, databaseUrl, database: subgraph.database, clock });
  if (failed.length > 0) throw new Error(`Jobs failed: ${JSON.stringify(failed)}`);
}

/** Stands at noon of a business day and does what is due then. */
export async function liveUntil(world: FinanceWorld, day: string): Promise<void> {
  world.clock.moveTo(new Date(`${day}T12:00:00+08:00`));
  await runJobs(world);
}

/** The row of a policy with everything that may change. */
export async function policyRow({ subgraph }: FinanceWorld, id: string) {
  const [row] = await subgraph.database.read
    .select()
    .from(policies)
    .where(eq(policies.id, uuidOf(id)));
  if (!row) throw new Error(`There is no policy ${id}.`);
  return row;
}

export async function quoteRow({ subgraph }: FinanceWorld, id: string) {
  const [row] = await subgraph.database.read
    .select()
    .from(quotes)
    .where(eq(quotes.id, uuidOf(id)));
  if (!row) throw new Error(`There is no quote ${id}.`);
  return row;
}

/** The quote of the next term of a policy; undefined if there is none. */
export async function renewalOf({ subgraph }: FinanceWorld, policyId: string) {
  const [row] = await subgraph.database.read
    .select()
    .from(quotes)
    .where(eq(quotes.renewsPolicyId, uuidOf(policyId)));
  return row;
}

/** The policy that is the next term of another; undefined if there is none. */
export async function nextTermOf({ subgraph }: FinanceWorld, policyId: string) {
  const [row] = await subgraph.database.read
    .select()
    .from(policies)
    .where(eq(policies.renewsPolicyId, uuidOf(policyId)));
  return row;
}

export function instalmentsOf({ subgraph }: FinanceWorld, policyId: string) {
  return subgraph.database.read
    .select()
    .from(premiumInstalments)
    .where(eq(premiumInstalments.policyId, uuidOf(policyId)))
    .orderBy(premiumInstalments.number);
}

/** The topics of a customer's events that name a thing, in their order. */
export async function topicsOf({ subgraph }: FinanceWorld, customer: number, id: string): Promise<string[]> {
  const rows = await subgraph.database.read
    .select()
    .from(outbox)
    .where(eq(outbox.customerId, castUuid(customer)))
    .orderBy(outbox.position);
  return rows.filter(({ payload }) => JSON.stringify(payload).includes(uuidOf(id))).map(({ topic }) => topic);
}

/** A fingerprint of everything that a refused change must leave alone. */
export async function snapshot({ subgraph }: FinanceWorld): Promise<string | undefined> {
  const [found] = await subgraph.database.read.execute<{ rows: string }>(sql`
    select md5(string_agg(row::text, '|' order by row::text)) as rows from (
      select to_jsonb(p) as row from policies p union all select to_jsonb(q) from quotes q
      union all select to_jsonb(y) from payments y union all select to_jsonb(c) from coverages c
      union all select to_jsonb(i) from premium_instalments i union all select to_jsonb(t) from ledger_transactions t
      union all select to_jsonb(o) from outbox o) all_rows`);
  return found?.rows;
}
