import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import type { Database, Pool } from '@ecosystem/kit/database';
import { and, asc, eq, isNull, lte, min, sql } from 'drizzle-orm';
import type { PremiumInstalment } from '../domain/policy-instalments.ts';
import type { PolicyRow } from './policies.ts';
import { premiumInstalments } from './tables.ts';

type PolicyKey = Pick<PolicyRow, 'customerId' | 'id'>;
export type InstalmentRow = RowOf<typeof premiumInstalments>;

const ofPolicy = ({ customerId, id }: PolicyKey) =>
  and(eq(premiumInstalments.customerId, customerId), eq(premiumInstalments.policyId, id));

/** Writes the instalments of a new policy; the first was paid with its quote. */
export async function insertInstalments(
  pool: Pool,
  { customerId, id }: PolicyKey,
  instalments: readonly PremiumInstalment[],
  paidAt: Date,
  at: Date,
): Promise<void> {
  if (instalments.length === 0) return;
  await pool.insert(premiumInstalments).values(
    instalments.map((instalment) => ({
      customerId,
      policyId: id,
      ...instalment,
      collectOn: instalment.dueOn,
      paidAt: instalment.number === 1 ? paidAt : null,
      createdAt: at,
      updatedAt: at,
    })),
  );
}

/** What was paid of a policy in instalments, in minor units; null for one that was paid whole. */
export async function sumPaidInstalments(pool: Pool, policy: PolicyKey): Promise<bigint | null> {
  const [row] = await pool
    .select({
      paidMinor: sql<
        string | null
      >`sum(${premiumInstalments.amountMinor}) filter (where ${premiumInstalments.paidAt} is not null)`,
    })
    .from(premiumInstalments)
    .where(ofPolicy(policy));
  return row?.paidMinor == null ? null : BigInt(row.paidMinor);
}

/** The instalments of a policy that are due by this day and not paid, oldest first. */
export function findOverdue(pool: Pool, policy: PolicyKey, today: string): Promise<InstalmentRow[]> {
  return pool
    .select(rowOf(premiumInstalments))
    .from(premiumInstalments)
    .where(and(ofPolicy(policy), isNull(premiumInstalments.paidAt), lte(premiumInstalments.dueOn, today)))
    .orderBy(asc(premiumInstalments.number));
}

/** Writes that all that is due by this day was paid. */
export async function markPaid(pool: Pool, policy: PolicyKey, today: string, at: Date): Promise<void> {
  await pool
    .update(premiumInstalments)
    .set({ paidAt: at, updatedAt: at, version: sql`${premiumInstalments.version} + 1` })
    .where(and(ofPolicy(policy), isNull(premiumInstalments.paidAt), lte(premiumInstalments.dueOn, today)));
}

/** Puts off to another day what is due by this one and was not paid. */
export async function postpone(pool: Pool, policy: PolicyKey, today: string, to: string, at: Date): Promise<void> {
  await pool
    .update(premiumInstalments)
    .set({ collectOn: to, updatedAt: at, version: sql`${premiumInstalments.version} + 1` })
    .where(and(ofPolicy(policy), isNull(premiumInstalments.paidAt), lte(premiumInstalments.dueOn, today)));
}

/** Forgets what is not paid of a policy that is over: it never becomes due. */
export async function dropUnpaid(pool: Pool, policy: PolicyKey): Promise<void> {
  await pool.delete(premiumInstalments).where(and(ofPolicy(policy), isNull(premiumInstalments.paidAt)));
}

/** Policies with instalments to be taken from the wallet by this day. */
export function findInstalmentsToCollect({ read }: Database, today: string, limit: number) {
  return read
    .select({ customerId: premiumInstalments.customerId, id: premiumInstalments.policyId })
    .from(premiumInstalments)
    .where(and(isNull(premiumInstalments.paidAt), lte(premiumInstalments.collectOn, today)))
    .groupBy(premiumInstalments.customerId, premiumInstalments.policyId)
    .orderBy(min(premiumInstalments.collectOn))
    .limit(limit);
}
