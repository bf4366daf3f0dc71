import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Database, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { JobKey } from '@ecosystem/kit/jobs';
import { oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import { consents } from './tables.ts';

export type ConsentRow = RowOf<typeof consents>;

/** Consents by id. */
export const consentsById = oneBy(
  statement('social.consents_by_id', (pool) =>
    pool.select(rowOf(consents)).from(consents).where(anyOf(consents.id, 'keys')),
  ),
  (row) => row.id,
);

/** The newest consents of customers, one page each. */
export const consentPages = pagesBy('social.consent_pages', consents, {
  by: consents.customerId,
  direction: 'desc',
  sort: [
    { column: consents.createdAt, type: 'timestamptz', textOf: (row) => row.createdAt.toISOString() },
    { column: consents.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { status: among(consents.status) },
});

/** The consent, locked until the transaction ends; null if there is none. */
export async function lockConsent(pool: Pool, id: Uuid): Promise<ConsentRow | null> {
  const [row] = await pool.select(rowOf(consents)).from(consents).where(eq(consents.id, id)).for('update');
  return row ?? null;
}

export async function insertConsent(pool: Pool, row: typeof consents.$inferInsert): Promise<void> {
  await pool.insert(consents).values(row);
}

/** What can change in a consent once it is asked for. */
type ConsentChange = Pick<
  typeof consents.$inferInsert,
  'status' | 'scopes' | 'separateFor' | 'policyVersion' | 'grantedAt' | 'expiresAt' | 'revokedAt' | 'revokeReason'
>;

/** Writes what an event changed in a consent. */
export async function saveConsent(
  pool: Pool,
  { customerId, id }: Pick<ConsentRow, 'customerId' | 'id'>,
  change: Partial<ConsentChange>,
  at: Date,
): Promise<void> {
  await pool
    .update(consents)
    .set({ ...change, updatedAt: at, version: sql`${consents.version} + 1` })
    .where(and(eq(consents.customerId, customerId), eq(consents.id, id)));
}

/** Requests and consents whose time is over, longest first. */
export function findOverdueConsents({ read }: Database, at: Date, limit: number): Promise<JobKey[]> {
  return (
    read
      .select({ customerId: consents.customerId, id: consents.id })
      .from(consents)
      // Literals, not parameters, so that the partial index serves.
      .where(and(sql`${consents.status} in ('AWAITING_AUTHORISATION', 'AUTHORISED')`, lte(consents.expiresAt, at)))
      .orderBy(asc(consents.expiresAt))
      .limit(limit)
  );
}
