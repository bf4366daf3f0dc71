import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { among, contains, pagesBy } from '@ecosystem/kit/pages';
import { desc, eq, getTableColumns, sql } from 'drizzle-orm';
import { recentProgramsMax } from '../domain/mini-program.ts';
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
