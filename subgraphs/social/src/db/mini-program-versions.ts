import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { and, desc, eq, inArray, or, sql } from 'drizzle-orm';
import type { ConsentScope } from '../domain/consent.ts';
import { finalVersionStates, reviewStates, versionsShownMax } from '../domain/mini-program-version.ts';
import { miniPrograms, miniProgramVersions } from './tables.ts';

export type MiniProgramVersionRow = RowOf<typeof miniProgramVersions>;

/** The versions that all users get, by mini program. */
export const liveVersionsByProgram = oneBy(
  statement('social.live_versions_by_program', (pool) =>
    pool
      .select(rowOf(miniProgramVersions))
      .from(miniProgramVersions)
      // A literal, not a parameter: a generic plan takes a partial index only for a condition that it can read.
      .where(and(anyOf(miniProgramVersions.miniProgramId, 'keys'), sql`${miniProgramVersions.status} = 'LIVE'`)),
  ),
  (row) => row.miniProgramId,
);

/** The versions of mini programs, at most 100 each, the newest first. */
export const versionsByProgram = manyBy(
  statement('social.versions_by_program', (pool) => {
    const newest = pool
      .select(rowOf(miniProgramVersions))
      .from(miniProgramVersions)
      .where(sql`${miniProgramVersions.miniProgramId} = list.mini_program_id`)
      .orderBy(desc(miniProgramVersions.createdAt), desc(miniProgramVersions.number))
      .limit(versionsShownMax)
      .as('newest');
    return pool
      .select(newest._.selectedFields)
      .from(sql`unnest(${sql.placeholder('keys')}::uuid[]) as list(mini_program_id)`)
      .crossJoinLateral(newest)
      .orderBy(desc(newest.createdAt), desc(newest.number));
  }),
  (row) => row.miniProgramId,
);

/** The version of that number, and those that wait for the operator or come to users. The lock of the partner keeps them as they are. */
export async function findVersions(
  pool: Pool,
  miniProgramId: Uuid,
  number: string,
): Promise<readonly MiniProgramVersionRow[]> {
  const isOfInterest = inArray(miniProgramVersions.status, [...reviewStates, 'RELEASING', 'LIVE']);
  return pool
    .select(rowOf(miniProgramVersions))
    .from(miniProgramVersions)
    .where(
      and(
        eq(miniProgramVersions.miniProgramId, miniProgramId),
        or(eq(miniProgramVersions.number, number), isOfInterest),
      ),
    );
}

/** Writes a version that is submitted; one that was made before is written anew. */
export async function saveSubmission(
  pool: Pool,
  row: Pick<MiniProgramVersionRow, 'miniProgramId' | 'number' | 'status' | 'declaredScopes'>,
  at: Date,
): Promise<void> {
  const { status, declaredScopes } = row;
  await pool
    .insert(miniProgramVersions)
    .values({ ...row, submittedAt: at, createdAt: at, updatedAt: at })
    .onConflictDoUpdate({
      target: [miniProgramVersions.miniProgramId, miniProgramVersions.number],
      set: { status, declaredScopes, submittedAt: at, updatedAt: at, version: sql`${miniProgramVersions.version} + 1` },
    });
}

/** Writes what changed of a version. */
export async function saveVersion(
  pool: Pool,
  { miniProgramId, number }: Pick<MiniProgramVersionRow, 'miniProgramId' | 'number'>,
  change: Partial<typeof miniProgramVersions.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(miniProgramVersions)
    .set({ ...change, updatedAt: at, version: sql`${miniProgramVersions.version} + 1` })
    .where(and(eq(miniProgramVersions.miniProgramId, miniProgramId), eq(miniProgramVersions.number, number)));
}

/** Takes from the versions of a partner's mini programs every scope that the partner may not ask for any more; ended versions stay history. */
export async function withdrawScopes(
  pool: Pool,
  partnerId: Uuid,
  allowed: readonly ConsentScope[],
  at: Date,
): Promise<void> {
  const { declaredScopes } = miniProgramVersions;
  const kept = sql.param(allowed, declaredScopes);
  await pool
    .update(miniProgramVersions)
    .set({
      declaredScopes: sql`array(select scope from unnest(${declaredScopes}) with ordinality as declared(scope, place)
        where scope = any(${kept}::text[]) order by place)`,
      updatedAt: at,
      version: sql`${miniProgramVersions.version} + 1`,
    })
    .where(
      and(
        sql`${miniProgramVersions.miniProgramId} in (select ${miniPrograms.id} from ${miniPrograms}
          where ${miniPrograms.partnerId} = ${partnerId})`,
        sql`not ${inArray(miniProgramVersions.status, [...finalVersionStates])}`,
        sql`not ${declaredScopes} <@ ${kept}::text[]`,
      ),
    );
}
