import { and, desc, eq, gte, sql } from 'drizzle-orm';
import type { GatewayDatabase } from '../database/database.ts';
import { operationUsage } from '../database/tables.ts';
import { percentileOf } from './usage.ts';

/** What an operation was used on one day in Asia/Shanghai. */
export interface UsageOfDay {
  readonly partnerId: string;
  readonly documentId: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly calls: number;
  readonly errors: number;
  /** Cost units. */
  readonly cost: number;
  /** Below this many milliseconds 95 of 100 calls stayed; null if it is above all bounds that are counted. */
  readonly p95Ms: number | null;
  readonly lastUsedAt: Date;
}

const recentDays = 30;
const p95 = 0.95;

/** How often an operation was used in the last 30 days, and when last. */
export async function readRecentUsage({ pool }: GatewayDatabase, partnerId: string, documentId: string) {
  const [found] = await pool
    .select({
      calls: sql<number>`coalesce(sum(${operationUsage.calls}) filter (where ${operationUsage.day} > current_date - ${recentDays}::int), 0)::float8`,
      lastUsedAt: sql<Date | null>`max(${operationUsage.lastUsedAt})`.mapWith(
        (value: string | Date) => new Date(value),
      ),
    })
    .from(operationUsage)
    .where(and(eq(operationUsage.partnerId, partnerId), eq(operationUsage.documentId, documentId)));
  return { callsLast30Days: found?.calls ?? 0, lastUsedAt: found?.lastUsedAt ?? null };
}

/** The usage of a partner's operations by operation and day, the newest day first. @param from the first day, YYYY-MM-DD. */
export async function readUsage({ pool }: GatewayDatabase, partnerId: string, from: string): Promise<UsageOfDay[]> {
  const rows = await pool
    .select()
    .from(operationUsage)
    .where(and(eq(operationUsage.partnerId, partnerId), gte(operationUsage.day, from)))
    .orderBy(desc(operationUsage.day), operationUsage.documentId);
  return rows.map(({ documentId, day, calls, errors, cost, latencies, lastUsedAt }) => {
    const bound = percentileOf(latencies, p95);
    return {
      partnerId,
      documentId,
      day,
      calls,
      errors,
      cost,
      p95Ms: bound !== null && Number.isFinite(bound) ? bound : null,
      lastUsedAt,
    };
  });
}
