import { type Connection, connectionOf, decodeCursor, encodeCursor, type Page } from '@ecosystem/kit/connections';
import type { Pool } from '@ecosystem/kit/database';
import { and, count, desc, eq, isNull, sql } from 'drizzle-orm';
import { operatorActions, partnerOperations, partnerRefusals, partnerReleases } from '../database/tables.ts';

/** What a partner was refused. */
export type RefusalRow = typeof partnerRefusals.$inferSelect;

/** What an operator did. */
export type ActionRow = typeof operatorActions.$inferSelect;

/** What was published. */
export type ReleaseRow = typeof partnerReleases.$inferSelect & { readonly operationCount: number };

const refusalList = 'operators.refusals';
const releaseList = 'operators.releases';
const actionList = 'operators.actions';

/** Refusals of a partner, the newest first. */
export async function readRefusals(pool: Pool, partnerId: string, page: Page): Promise<Connection<RefusalRow>> {
  const after = page.after === null ? null : decodeCursor(refusalList, page.after, ['timestamptz', 'uuid']);
  const rows = await pool
    .select()
    .from(partnerRefusals)
    .where(
      and(
        eq(partnerRefusals.partnerId, partnerId),
        after
          ? sql`(${partnerRefusals.occurredAt}, ${partnerRefusals.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(partnerRefusals.occurredAt), desc(partnerRefusals.id))
    .limit(page.first + 1);
  return connectionOf(page, rows, ({ occurredAt, id }) => encodeCursor(refusalList, [occurredAt.toISOString(), id]));
}

/** What operators did about a partner, the newest first. */
export async function readActions(pool: Pool, partnerId: string, page: Page): Promise<Connection<ActionRow>> {
  const after = page.after === null ? null : decodeCursor(actionList, page.after, ['timestamptz', 'uuid']);
  const rows = await pool
    .select()
    .from(operatorActions)
    .where(
      and(
        eq(operatorActions.partnerId, partnerId),
        after
          ? sql`(${operatorActions.startedAt}, ${operatorActions.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(operatorActions.startedAt), desc(operatorActions.id))
    .limit(page.first + 1);
  return connectionOf(page, rows, ({ startedAt, id }) => encodeCursor(actionList, [startedAt.toISOString(), id]));
}

/** When an operator last did this about a partner with success, or null. */
export async function readLastDone(pool: Pool, partnerId: string, action: string): Promise<Date | null> {
  const [row] = await pool
    .select({ startedAt: operatorActions.startedAt })
    .from(operatorActions)
    .where(
      and(
        eq(operatorActions.partnerId, partnerId),
        eq(operatorActions.action, action),
        eq(operatorActions.outcome, 'DONE'),
      ),
    )
    .orderBy(desc(operatorActions.startedAt))
    .limit(1);
  return row?.startedAt ?? null;
}

/** What a partner published, the newest first. */
export async function readReleases(pool: Pool, partnerId: string, page: Page): Promise<Connection<ReleaseRow>> {
  const after = page.after === null ? null : decodeCursor(releaseList, page.after, ['integer']);
  const rows = await pool
    .select({
      partnerId: partnerReleases.partnerId,
      number: partnerReleases.number,
      publishedAt: partnerReleases.publishedAt,
      publishedBy: partnerReleases.publishedBy,
      format: partnerReleases.format,
      operationCount: count(partnerOperations.documentId),
    })
    .from(partnerReleases)
    .leftJoin(
      partnerOperations,
      and(
        eq(partnerOperations.partnerId, partnerReleases.partnerId),
        eq(partnerOperations.lastRelease, partnerReleases.number),
        isNull(partnerOperations.unpublishedAt),
      ),
    )
    .where(
      and(
        eq(partnerReleases.partnerId, partnerId),
        after ? sql`${partnerReleases.number} < ${after[0]}::integer` : undefined,
      ),
    )
    .groupBy(partnerReleases.partnerId, partnerReleases.number)
    .orderBy(desc(partnerReleases.number))
    .limit(page.first + 1);
  return connectionOf(page, rows, ({ number }) => encodeCursor(releaseList, [String(number)]));
}
