import { type Connection, connectionOf, decodeCursor, encodeCursor, type Page } from '@ecosystem/kit/connections';
import type { Pool } from '@ecosystem/kit/database';
import { and, desc, eq, gte, inArray, lte, sql } from 'drizzle-orm';
import { operationUsage, partnerOperations } from '../database/tables.ts';
import { addLatencies, p95Of } from '../partners/usage-report.ts';

/** How much an operation was used over some days. */
export interface UsageSum {
  readonly calls: number;
  readonly errors: number;
  /** Cost units. */
  readonly cost: number;
  readonly p95Ms: number | null;
  readonly lastUsedAt: Date | null;
}

/** How much an operation was used on one day. */
export interface UsageRow extends UsageSum {
  /** YYYY-MM-DD, in Asia/Shanghai. */
  readonly day: string;
  readonly documentId: string;
  /** The name of the operation; its id if it is no longer on record. */
  readonly operation: string;
}

/** An operation that nobody used. */
export const unused: UsageSum = { calls: 0, errors: 0, cost: 0, p95Ms: null, lastUsedAt: null };

const list = 'operators.usage';

/** The usage of a partner by day and operation, the newest day first. @param days first and last day, YYYY-MM-DD. */
export async function readUsagePage(
  pool: Pool,
  partnerId: string,
  days: { readonly from: string; readonly to: string },
  page: Page,
): Promise<Connection<UsageRow>> {
  const after = page.after === null ? null : decodeCursor(list, page.after, ['date', 'text']);
  const { day, documentId } = operationUsage;
  const rows = await pool
    .select({ usage: operationUsage, name: partnerOperations.name })
    .from(operationUsage)
    .leftJoin(
      partnerOperations,
      and(eq(partnerOperations.partnerId, operationUsage.partnerId), eq(partnerOperations.documentId, documentId)),
    )
    .where(
      and(
        eq(operationUsage.partnerId, partnerId),
        gte(day, days.from),
        lte(day, days.to),
        after
          ? sql`(${day} < ${after[0]}::date or (${day} = ${after[0]}::date and ${documentId} > ${after[1]}))`
          : undefined,
      ),
    )
    .orderBy(desc(day), documentId)
    .limit(page.first + 1);
  const described = rows.map(({ usage, name }): UsageRow => {
    const { calls, errors, cost, lastUsedAt } = usage;
    const p95Ms = p95Of(usage.latencies);
    const operation = name ?? usage.documentId;
    return { day: usage.day, documentId: usage.documentId, operation, calls, errors, cost, p95Ms, lastUsedAt };
  });
  return connectionOf(page, described, (row) => encodeCursor(list, [row.day, row.documentId]));
}

/** The usage of each of a partner's operations since a day, by document id; those that were not used are left out. */
export async function sumUsage(pool: Pool, partnerId: string, from: string): Promise<ReadonlyMap<string, UsageSum>> {
  const rows = await pool
    .select()
    .from(operationUsage)
    .where(and(eq(operationUsage.partnerId, partnerId), gte(operationUsage.day, from)));
  const byDocument = Map.groupBy(rows, ({ documentId }) => documentId);
  return new Map([...byDocument].map(([documentId, days]) => [documentId, sumDays(days)]));
}

function sumDays(days: readonly (typeof operationUsage.$inferSelect)[]): UsageSum {
  const sum = (value: (day: (typeof days)[number]) => number) => days.reduce((total, day) => total + value(day), 0);
  return {
    calls: sum(({ calls }) => calls),
    errors: sum(({ errors }) => errors),
    cost: sum(({ cost }) => cost),
    p95Ms: p95Of(addLatencies(days.map(({ latencies }) => latencies))),
    lastUsedAt: new Date(Math.max(...days.map(({ lastUsedAt }) => lastUsedAt.getTime()))),
  };
}

/** How often each of these partners called on a day; those that did not are left out. */
export async function countCalls(
  pool: Pool,
  partnerIds: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, number>> {
  if (partnerIds.length === 0) return new Map();
  const rows = await pool
    .select({ partnerId: operationUsage.partnerId, calls: sql<number>`sum(${operationUsage.calls})::float8` })
    .from(operationUsage)
    .where(and(inArray(operationUsage.partnerId, [...partnerIds]), eq(operationUsage.day, day)))
    .groupBy(operationUsage.partnerId);
  return new Map(rows.map(({ partnerId, calls }) => [partnerId, calls]));
}
