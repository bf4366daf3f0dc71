import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { eq, sql } from 'drizzle-orm';
import { miniPrograms, partnerReviews, partners } from './tables.ts';

export type PartnerRow = RowOf<typeof partners>;

/** Partners by id. */
export const partnersById = oneBy(
  statement('social.partners_by_id', (pool) =>
    pool.select(rowOf(partners)).from(partners).where(anyOf(partners.id, 'keys')),
  ),
  (row) => row.id,
);

/** All partners by name. */
export const partnerPages = pagesBy('social.partner_pages', partners, {
  by: null,
  direction: 'asc',
  sort: [
    { column: partners.name, type: 'text', textOf: (row) => row.name },
    { column: partners.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { status: among(partners.status) },
});

/**
 * The partner, locked until the transaction ends; null if there is none. Its lock stands for the partner, its mini programs and their
 * versions: whoever changes one of them holds it. Rows that only point at the partner can be written meanwhile.
 */
export async function lockPartner(pool: Pool, id: Uuid): Promise<PartnerRow | null> {
  const [row] = await pool.select(rowOf(partners)).from(partners).where(eq(partners.id, id)).for('no key update');
  return row ?? null;
}

/** As `lockPartner`, for the partner of a mini program; a mini program never changes its partner. */
export async function lockPartnerOf(pool: Pool, miniProgramId: Uuid): Promise<PartnerRow | null> {
  const ofProgram = pool
    .select({ id: miniPrograms.partnerId })
    .from(miniPrograms)
    .where(eq(miniPrograms.id, miniProgramId));
  const [row] = await pool
    .select(rowOf(partners))
    .from(partners)
    .where(sql`${partners.id} = (${ofProgram})`)
    .for('no key update');
  return row ?? null;
}

/** Writes a new partner. */
export async function insertPartner(pool: Pool, row: typeof partners.$inferInsert): Promise<void> {
  await pool.insert(partners).values(row);
}

/** Writes what a review made of a partner, and the review. */
export async function savePartnerReview(
  pool: Pool,
  partner: Pick<PartnerRow, 'id' | 'status' | 'allowedScopes' | 'onboardedAt'>,
  review: Omit<typeof partnerReviews.$inferInsert, 'partnerId' | 'toStatus'> & { readonly createdAt: Date },
): Promise<void> {
  const { id, status, allowedScopes, onboardedAt } = partner;
  await pool
    .update(partners)
    .set({ status, allowedScopes, onboardedAt, updatedAt: review.createdAt, version: sql`${partners.version} + 1` })
    .where(eq(partners.id, id));
  await pool.insert(partnerReviews).values({ ...review, partnerId: id, toStatus: status, updatedAt: review.createdAt });
}
