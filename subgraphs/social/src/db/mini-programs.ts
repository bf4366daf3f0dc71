import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { among, contains, pagesBy } from '@ecosystem/kit/pages';
import { and, asc, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { type MiniProgramStatus, recentProgramsMax } from '../domain/mini-program.ts';
import { miniPrograms, recentPrograms } from './tables.ts';

export type MiniProgramRow = RowOf<typeof miniPrograms>;

/** Mini programs by id. */
export const miniProgramsById = oneBy(
  statement('social.mini_programs_by_id', (pool) =>
    pool.select(rowOf(miniPrograms)).from(miniPrograms).where(anyOf(miniPrograms.id, 'keys')),
  ),
  (row) => row.id,
);

/** Live mini programs, most used first. */
export const miniProgramPages = pagesBy('social.mini_program_pages', miniPrograms, {
  by: null,
  direction: 'desc',
  sort: [
    { column: miniPrograms.useCount, type: 'integer', textOf: (row) => String(row.useCount) },
    { column: miniPrograms.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { category: among(miniPrograms.category), text: contains(miniPrograms.name) },
  // A literal, not a parameter: a generic plan takes a partial index only for a condition that it can read.
  where: sql`${miniPrograms.status} = 'LIVE'`,
});

/** The mini programs that customers opened last, at most 20 each, latest first. */
export const recentProgramsByCustomer = manyBy(
  statement('social.recent_programs_by_customer', (pool) => {
    const recent = pool
      .select({ miniProgramId: recentPrograms.miniProgramId, openedAt: recentPrograms.openedAt })
      .from(recentPrograms)
      .where(sql`${recentPrograms.customerId} = list.customer_id`)
      .orderBy(desc(recentPrograms.openedAt), desc(recentPrograms.miniProgramId))
      .limit(recentProgramsMax)
      .as('recent');
    return pool
      .select({ customerId: sql<string>`list.customer_id`, program: getTableColumns(miniPrograms) })
      .from(sql`unnest(${sql.placeholder('keys')}::uuid[]) as list(customer_id)`)
      .crossJoinLateral(recent)
      .innerJoin(miniPrograms, eq(miniPrograms.id, recent.miniProgramId))
      .orderBy(desc(recent.openedAt), desc(recent.miniProgramId));
  }),
  (row) => row.customerId,
);

/** All mini programs of partners, at most 50 each, the first registered first. */
export const miniProgramsByPartner = manyBy(
  statement('social.mini_programs_by_partner', (pool) =>
    pool
      .select(rowOf(miniPrograms))
      .from(miniPrograms)
      .where(anyOf(miniPrograms.partnerId, 'keys'))
      .orderBy(asc(miniPrograms.id)),
  ),
  (row) => row.partnerId,
);

/** The mini program; null if there is none. Who holds the lock of its partner is the only one to change it. */
export async function findMiniProgram(pool: Pool, id: Uuid): Promise<MiniProgramRow | null> {
  const [row] = await pool.select(rowOf(miniPrograms)).from(miniPrograms).where(eq(miniPrograms.id, id));
  return row ?? null;
}

/** How many mini programs a partner has registered. */
export function countMiniPrograms(pool: Pool, partnerId: Uuid): Promise<number> {
  return pool.$count(miniPrograms, eq(miniPrograms.partnerId, partnerId));
}

/** Writes a new mini program. */
export async function insertMiniProgram(pool: Pool, row: typeof miniPrograms.$inferInsert): Promise<void> {
  await pool.insert(miniPrograms).values(row);
}

/** Moves the mini programs of a partner that are in some state to another; returns which were moved. */
export async function moveMiniPrograms(
  pool: Pool,
  partnerId: Uuid,
  { from, to, at }: { readonly from: readonly MiniProgramStatus[]; readonly to: MiniProgramStatus; readonly at: Date },
): Promise<Uuid[]> {
  const rows = await pool
    .update(miniPrograms)
    .set({ status: to, updatedAt: at, version: sql`${miniPrograms.version} + 1` })
    .where(and(eq(miniPrograms.partnerId, partnerId), inArray(miniPrograms.status, [...from])))
    .returning({ id: miniPrograms.id });
  return rows.map(({ id }) => id);
}

/** Writes the state of a mini program. */
export async function saveMiniProgramStatus(pool: Pool, id: Uuid, status: MiniProgramStatus, at: Date): Promise<void> {
  await pool
    .update(miniPrograms)
    .set({ status, updatedAt: at, version: sql`${miniPrograms.version} + 1` })
    .where(eq(miniPrograms.id, id));
}
