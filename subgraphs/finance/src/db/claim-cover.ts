import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import type { Pool } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { and, asc, eq, sql } from 'drizzle-orm';
import type { PolicyRow } from './policies.ts';
import { coverages, policies, policyLapses } from './tables.ts';

/** What a policy promises, as it stands under lock. */
export interface PolicyCover {
  readonly policy: PolicyRow;
  readonly coverages: readonly RowOf<typeof coverages>[];
  readonly lapses: readonly { readonly from: string; readonly to: string | null }[];
}

/**
 * A policy with its coverages, locked until the transaction ends: what is left of them cannot be given twice (F8).
 * The policy is locked first, so that whoever needs a coverage waits there. Null if there is none.
 */
export async function lockCover(pool: Pool, policyId: Uuid): Promise<PolicyCover | null> {
  const [[policy], promised, lapses] = await Promise.all([
    pool.select(rowOf(policies)).from(policies).where(eq(policies.id, policyId)).for('update'),
    pool
      .select(rowOf(coverages))
      .from(coverages)
      .where(eq(coverages.policyId, policyId))
      .orderBy(asc(coverages.code))
      .for('update'),
    pool
      .select({ from: policyLapses.fromOn, to: policyLapses.toOn })
      .from(policyLapses)
      .where(eq(policyLapses.policyId, policyId)),
  ]);
  return policy ? { policy, coverages: promised, lapses } : null;
}

/** What a decision leaves of the limits, and of the deductible that a family shares; amounts in minor units. */
export interface CoverLeft {
  readonly coverages: readonly { readonly code: string; readonly remainingMinor: bigint }[];
  readonly deductibleLeftMinor: bigint | null;
}

/** Writes what is left of a policy's cover. */
export async function saveCover(
  pool: Pool,
  { customerId, id, deductibleLeftMinor }: PolicyRow,
  left: CoverLeft,
  at: Date,
): Promise<void> {
  const savedCoverages = left.coverages.map(({ code, remainingMinor }) =>
    pool
      .update(coverages)
      .set({ remainingMinor, updatedAt: at, version: sql`${coverages.version} + 1` })
      .where(and(eq(coverages.customerId, customerId), eq(coverages.policyId, id), eq(coverages.code, code))),
  );
  await Promise.all(savedCoverages);
  if (left.deductibleLeftMinor === deductibleLeftMinor) return;
  await pool
    .update(policies)
    .set({
      deductibleLeftMinor: left.deductibleLeftMinor,
      updatedAt: at,
      version: sql`${policies.version} + 1`,
    })
    .where(and(eq(policies.customerId, customerId), eq(policies.id, id)));
}
