import type { RowOf } from '@ecosystem/kit/columns';
import type { Database, Pool } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { JobKey } from '@ecosystem/kit/jobs';
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { PointsHistory } from '../domain/points.ts';
import { ledgerEntries, loyalty } from './tables.ts';

/** The loyalty of a customer; null for who has no points account. */
export async function findLoyalty(
  pool: Pool,
  customerId: Uuid,
): Promise<Pick<RowOf<typeof loyalty>, 'accountId' | 'reviewAt'> | null> {
  const [row] = await pool
    .select({ accountId: loyalty.accountId, reviewAt: loyalty.reviewAt })
    .from(loyalty)
    .where(eq(loyalty.customerId, customerId));
  return row ?? null;
}

/**
 * What ever happened to the points of an account, by day in UTC, which is what their term counts in.
 * Points of the opening say not when they were earned: they do not expire, and are spent first of all.
 */
export async function findPointsHistory(pool: Pool, customerId: Uuid, accountId: Uuid): Promise<PointsHistory> {
  const day = sql`date_trunc('day', ${ledgerEntries.bookedAt}, 'UTC')`;
  const rows = await pool
    .select({
      direction: ledgerEntries.direction,
      kind: ledgerEntries.kind,
      earnedAt: sql<string>`${day}::text`,
      points: sql<bigint>`sum(${ledgerEntries.amountMinor})::bigint`.mapWith(BigInt),
    })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.ownerId, customerId), eq(ledgerEntries.accountId, accountId)))
    .groupBy(ledgerEntries.direction, ledgerEntries.kind, day);
  const isOpening = (row: (typeof rows)[number]) => row.direction === 'CREDIT' && row.kind === 'OPENING';
  const sum = (isCounted: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(isCounted).reduce((points, row) => points + row.points, 0n);
  const spent = sum(({ direction, kind }) => direction === 'DEBIT' && kind !== 'POINTS_EXPIRED') - sum(isOpening);
  return {
    lots: rows
      .filter((row) => row.direction === 'CREDIT' && !isOpening(row))
      .map(({ earnedAt, points }) => ({ earnedAt: new Date(earnedAt), points })),
    spent: spent > 0n ? spent : 0n,
    expired: sum(({ direction, kind }) => direction === 'DEBIT' && kind === 'POINTS_EXPIRED'),
  };
}

/** Writes what a review found. */
export async function saveReview(
  pool: Pool,
  customerId: Uuid,
  changes: Pick<typeof loyalty.$inferInsert, 'tier' | 'expiring30d' | 'reviewAt'>,
  at: Date,
): Promise<void> {
  await pool
    .update(loyalty)
    .set({ ...changes, updatedAt: at, version: sql`${loyalty.version} + 1` })
    .where(eq(loyalty.customerId, customerId));
}

/**
 * Customers some of whose points come near their end or reach it, longest due first.
 */
export function findPointsToReview({ read }: Database, at: Date, limit: number): Promise<JobKey[]> {
  return read
    .select({ customerId: loyalty.customerId, id: loyalty.accountId })
    .from(loyalty)
    .where(lte(loyalty.reviewAt, at))
    .orderBy(asc(loyalty.reviewAt))
    .limit(limit);
}
