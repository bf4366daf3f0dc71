import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Database, type Pool, statement } from '@ecosystem/kit/database';
import type { JobKey } from '@ecosystem/kit/jobs';
import { manyBy } from '@ecosystem/kit/loaders';
import { and, asc, eq, sql } from 'drizzle-orm';
import type { ClaimRow } from './claims.ts';
import { payouts } from './tables.ts';

export type PayoutRow = RowOf<typeof payouts>;

/** The payouts of claims, oldest first; a claim has at most 20. */
export const payoutsByClaim = manyBy(
  statement('finance.payouts_by_claim', (pool) =>
    pool
      .select(rowOf(payouts))
      .from(payouts)
      .where(anyOf(payouts.claimId, 'keys'))
      .orderBy(asc(payouts.claimId), asc(payouts.attempt)),
  ),
  (row) => row.claimId,
);

/** The payouts of a claim that is locked. */
export function findPayouts(pool: Pool, { customerId, id }: ClaimRow): Promise<PayoutRow[]> {
  return pool
    .select(rowOf(payouts))
    .from(payouts)
    .where(and(eq(payouts.customerId, customerId), eq(payouts.claimId, id)));
}

/** The payout as it stands now; null if there is none. */
export async function findPayout(pool: Pool, { customerId, id }: JobKey): Promise<PayoutRow | null> {
  const [row] = await pool
    .select(rowOf(payouts))
    .from(payouts)
    .where(and(eq(payouts.customerId, customerId), eq(payouts.id, id)));
  return row ?? null;
}

export async function insertPayout(pool: Pool, row: typeof payouts.$inferInsert): Promise<void> {
  await pool.insert(payouts).values(row);
}

/** Writes what changed of a payout. */
export async function savePayout(
  pool: Pool,
  { customerId, claimId, id }: PayoutRow,
  changes: Partial<typeof payouts.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(payouts)
    .set({ ...changes, updatedAt: at, version: sql`${payouts.version} + 1` })
    .where(and(eq(payouts.customerId, customerId), eq(payouts.claimId, claimId), eq(payouts.id, id)));
}

/** Keys of payouts that are on their way, the oldest first. */
export function findPayoutsInFlight({ read }: Database, limit: number): Promise<JobKey[]> {
  return read
    .select({ customerId: payouts.customerId, id: payouts.id })
    .from(payouts)
    .where(sql`${payouts.status} in ('PENDING', 'SENT')`)
    .orderBy(asc(payouts.createdAt))
    .limit(limit);
}
