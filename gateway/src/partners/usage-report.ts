import { and, eq, sql } from 'drizzle-orm';
import type { GatewayDatabase } from '../database/database.ts';
import { operationUsage } from '../database/tables.ts';
import { dayOf, latencyBoundsMs, percentileOf } from './usage.ts';

const recentMs = 30 * 86_400_000;
const p95 = 0.95;

/** How often an operation was used in the last 30 days, and when last. */
export async function readRecentUsage({ pool }: GatewayDatabase, partnerId: string, documentId: string) {
  const from = dayOf(new Date(Date.now() - recentMs));
  const [found] = await pool
    .select({
      calls: sql<number>`coalesce(sum(${operationUsage.calls}) filter (where ${operationUsage.day} > ${from}), 0)::float8`,
      lastUsedAt: sql<Date | null>`max(${operationUsage.lastUsedAt})`.mapWith(
        (value: string | Date) => new Date(value),
      ),
    })
    .from(operationUsage)
    .where(and(eq(operationUsage.partnerId, partnerId), eq(operationUsage.documentId, documentId)));
  return { callsLast30Days: found?.calls ?? 0, lastUsedAt: found?.lastUsedAt ?? null };
}

/** Below this many milliseconds 95 of 100 of the counted calls stayed; null without calls, and above all bounds that are counted. */
export function p95Of(latencies: readonly number[]): number | null {
  const bound = percentileOf(latencies, p95);
  return bound !== null && Number.isFinite(bound) ? bound : null;
}

/** The counts of several days together. */
export function addLatencies(days: readonly (readonly number[])[]): number[] {
  return Array.from({ length: latencyBoundsMs.length + 1 }, (_, place) =>
    days.reduce((sum, counts) => sum + (counts[place] ?? 0), 0),
  );
}
