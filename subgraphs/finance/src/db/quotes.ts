import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Database, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { oneBy } from '@ecosystem/kit/loaders';
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { InsuredThing } from '../domain/risk.ts';
import { payments, quotes } from './tables.ts';
import type { QuotedRisk } from './tables-insurance.ts';

export type QuoteRow = RowOf<typeof quotes>;

/** Quotes by id. */
export const quotesById = oneBy(
  statement('finance.quotes_by_id', (pool) => pool.select(rowOf(quotes)).from(quotes).where(anyOf(quotes.id, 'keys'))),
  (row) => row.id,
);

/** A quote as it stands in this transaction. */
export async function findQuote(pool: Pool, id: Uuid): Promise<QuoteRow | null> {
  const [row] = await pool.select(rowOf(quotes)).from(quotes).where(eq(quotes.id, id));
  return row ?? null;
}

/** A quote as it stands; it stays so until the transaction ends, while others may read it in the same way. */
export async function holdQuote(pool: Pool, id: Uuid): Promise<QuoteRow | null> {
  const [row] = await pool.select(rowOf(quotes)).from(quotes).where(eq(quotes.id, id)).for('share');
  return row ?? null;
}

/** The quote, locked until the transaction ends; null if there is none. The policy that it renews is locked before it. */
export async function lockQuote(pool: Pool, id: Uuid): Promise<QuoteRow | null> {
  const [row] = await pool.select(rowOf(quotes)).from(quotes).where(eq(quotes.id, id)).for('update');
  return row ?? null;
}

/** The quote of the next term of a policy, whatever has become of it. */
export async function findRenewal(
  pool: Pool,
  { customerId, id }: { readonly customerId: Uuid; readonly id: Uuid },
): Promise<QuoteRow | null> {
  const [row] = await pool
    .select(rowOf(quotes))
    .from(quotes)
    .where(and(eq(quotes.customerId, customerId), eq(quotes.renewsPolicyId, id)));
  return row ?? null;
}

export async function insertQuote(pool: Pool, row: typeof quotes.$inferInsert): Promise<void> {
  await pool.insert(quotes).values(row);
}

/** Writes what changed of a quote. */
export async function saveQuote(
  pool: Pool,
  { customerId, id }: Pick<QuoteRow, 'customerId' | 'id'>,
  changes: Partial<typeof quotes.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(quotes)
    .set({ ...changes, updatedAt: at, version: sql`${quotes.version} + 1` })
    .where(and(eq(quotes.customerId, customerId), eq(quotes.id, id)));
}

/** Quotes that customers asked for and whose price holds no more. */
export function findExpiredQuotes({ read }: Database, at: Date, limit: number) {
  return read
    .select({ customerId: quotes.customerId, id: quotes.id })
    .from(quotes)
    .where(and(sql`${quotes.status} = 'QUOTED'`, lte(quotes.validUntil, at), sql`${quotes.collectOn} is null`))
    .orderBy(asc(quotes.validUntil))
    .limit(limit);
}

/** Quotes of next terms that are to be paid on this day. */
export function findRenewalsToCollect({ read }: Database, today: string, limit: number) {
  return read
    .select({ customerId: quotes.customerId, id: quotes.id })
    .from(quotes)
    .where(and(sql`${quotes.status} = 'QUOTED'`, lte(quotes.collectOn, today)))
    .orderBy(asc(quotes.collectOn))
    .limit(limit);
}

/** The payments of a quote that are not over, locked until the transaction ends in the order of their ids. */
export function lockPaymentsOfQuote(pool: Pool, { customerId, id }: Pick<QuoteRow, 'customerId' | 'id'>) {
  return pool
    .select(rowOf(payments))
    .from(payments)
    .where(
      and(
        eq(payments.customerId, customerId),
        eq(payments.payableType, 'QUOTE'),
        eq(payments.payableId, id),
        sql`${payments.status} in ('CREATED', 'AUTHORISED', 'CAPTURED')`,
      ),
    )
    .orderBy(asc(payments.id))
    .for('update');
}

/** What is insured, as a quote keeps it beside the facts for people. */
export function riskOf(thing: InsuredThing, factors: readonly string[]): QuotedRisk {
  if (thing.kind === 'AUTO') return { vehicleId: thing.vehicleId, factors };
  if (thing.kind === 'HEALTH') return { patientIds: thing.patientIds, factors };
  if (thing.kind === 'LIFE') return { sumAssuredMinor: String(thing.sumAssuredMinor), factors };
  return { orderId: thing.orderId, factors };
}

/**
 * What is insured by a quote of a product of this kind.
 * @throws Error if the quote does not say it.
 */
export function thingOf(kind: InsuredThing['kind'], risk: QuotedRisk): InsuredThing {
  const { vehicleId, patientIds, sumAssuredMinor, orderId } = risk;
  if (kind === 'AUTO' && vehicleId !== undefined) return { kind, vehicleId };
  if (kind === 'HEALTH' && patientIds !== undefined) return { kind, patientIds };
  if (kind === 'LIFE' && sumAssuredMinor !== undefined) return { kind, sumAssuredMinor: BigInt(sumAssuredMinor) };
  if (kind === 'RETURN_FREIGHT' && orderId !== undefined) return { kind, orderId };
  throw new Error(`A quote of kind ${kind} does not say what it insures.`);
}
