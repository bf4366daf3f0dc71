import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Database, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { JobKey } from '@ecosystem/kit/jobs';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { and, asc, count, eq, gt, lte, sql } from 'drizzle-orm';
import { claimLines, claims } from './tables.ts';

export type ClaimRow = RowOf<typeof claims>;
/** A line with the currency of its claim. */
export type ClaimLineRow = RowOf<typeof claimLines> & Pick<ClaimRow, 'currency'>;

/** Claims by id. */
export const claimsById = oneBy(
  statement('finance.claims_by_id', (pool) => pool.select(rowOf(claims)).from(claims).where(anyOf(claims.id, 'keys'))),
  (row) => row.id,
);

const reported = [
  { column: claims.reportedAt, type: 'timestamptz', textOf: (row: ClaimRow) => row.reportedAt.toISOString() },
  { column: claims.id, type: 'uuid', textOf: (row: ClaimRow) => row.id },
] as const;

/** The claims of customers, newest first. */
export const claimPages = pagesBy('finance.claim_pages', claims, {
  by: claims.customerId,
  direction: 'desc',
  sort: reported,
  filters: { status: among(claims.status) },
});

/** The claims under policies, newest first: all, or those of one handler. */
export const policyClaimPages = pagesBy('finance.policy_claim_pages', claims, {
  by: claims.policyId,
  direction: 'desc',
  sort: reported,
  filters: { handlerId: (value) => sql`${claims.handlerId} = ${value}::uuid` },
});

/** The claims that are assigned to handlers, oldest first. */
export const handlerClaimPages = pagesBy('finance.handler_claim_pages', claims, {
  by: claims.handlerId,
  direction: 'asc',
  sort: reported,
  filters: { status: among(claims.status) },
});

/** The claims for drugs in orders, newest first. */
export const orderClaimPages = pagesBy('finance.order_claim_pages', claims, {
  by: [claims.customerId, claims.orderId],
  direction: 'desc',
  sort: reported,
});

/** The lines of claims, in the order in which they were filed; a claim has at most 20. */
export const claimLinesByClaim = manyBy(
  statement('finance.claim_lines_by_claim', (pool) =>
    pool
      .select({ ...rowOf(claimLines), currency: claims.currency })
      .from(claimLines)
      .innerJoin(claims, and(eq(claims.customerId, claimLines.customerId), eq(claims.id, claimLines.claimId)))
      .where(anyOf(claimLines.claimId, 'keys'))
      .orderBy(asc(claimLines.claimId), asc(claimLines.number), asc(claimLines.coverageCode)),
  ),
  (row) => row.claimId,
);

/** The claim, locked until the transaction ends; null if there is none. */
export async function lockClaim(pool: Pool, id: Uuid): Promise<ClaimRow | null> {
  const [row] = await pool.select(rowOf(claims)).from(claims).where(eq(claims.id, id)).for('update');
  return row ?? null;
}

/** Lets one claim of a customer be filed at a time, so that each sees those before it. */
export async function lockFiling(pool: Pool, customerId: Uuid): Promise<void> {
  await pool.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`file claim ${customerId}`}, 0))`);
}

/** How many claims a customer has made since then, whatever became of them. */
export async function countClaimsSince(pool: Pool, customerId: Uuid, since: Date): Promise<number> {
  const [found] = await pool
    .select({ claims: count() })
    .from(claims)
    .where(and(eq(claims.customerId, customerId), gt(claims.reportedAt, since)));
  return found?.claims ?? 0;
}

export async function insertClaim(
  pool: Pool,
  claim: typeof claims.$inferInsert,
  lines: readonly (typeof claimLines.$inferInsert)[],
): Promise<void> {
  await Promise.all([pool.insert(claims).values(claim), pool.insert(claimLines).values([...lines])]);
}

/** Writes what changed of a claim. */
export async function saveClaim(
  pool: Pool,
  { customerId, id }: Pick<ClaimRow, 'customerId' | 'id'>,
  changes: Partial<typeof claims.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(claims)
    .set({ ...changes, updatedAt: at, version: sql`${claims.version} + 1` })
    .where(and(eq(claims.customerId, customerId), eq(claims.id, id)));
}

/** The lines of a claim that is locked, in the order in which they were filed. */
export function findClaimLines(pool: Pool, { customerId, id }: ClaimRow): Promise<RowOf<typeof claimLines>[]> {
  return pool
    .select(rowOf(claimLines))
    .from(claimLines)
    .where(and(eq(claimLines.customerId, customerId), eq(claimLines.claimId, id)))
    .orderBy(asc(claimLines.number), asc(claimLines.coverageCode));
}

/** What is decided of one line; amounts in minor units. */
export interface DecidedLine {
  readonly coverageCode: string;
  readonly approvedMinor: bigint;
  readonly deductibleAppliedMinor: bigint;
  readonly coinsuranceAppliedMinor: bigint;
  readonly reason: string | null;
}

/** Writes what was decided of each line. */
export async function saveClaimLines(
  pool: Pool,
  { customerId, id }: Pick<ClaimRow, 'customerId' | 'id'>,
  lines: readonly DecidedLine[],
  at: Date,
): Promise<void> {
  const save = ({ coverageCode, ...line }: DecidedLine) =>
    pool
      .update(claimLines)
      .set({
        approvedMinor: line.approvedMinor,
        deductibleMinor: line.deductibleAppliedMinor,
        coinsuranceMinor: line.coinsuranceAppliedMinor,
        reason: line.reason,
        updatedAt: at,
        version: sql`${claimLines.version} + 1`,
      })
      .where(
        and(
          eq(claimLines.customerId, customerId),
          eq(claimLines.claimId, id),
          eq(claimLines.coverageCode, coverageCode),
        ),
      );
  await Promise.all(lines.map(save));
}

/** Keys of claims that were paid before a time and are not closed, longest paid first. */
export function findClaimsToClose({ read }: Database, paidBefore: Date, limit: number): Promise<JobKey[]> {
  return read
    .select({ customerId: claims.customerId, id: claims.id })
    .from(claims)
    .where(and(sql`${claims.status} = 'PAID'`, lte(claims.paidAt, paidBefore)))
    .orderBy(asc(claims.paidAt))
    .limit(limit);
}
