import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { GatewayDatabase } from '../database/database.ts';
import { operationUsage } from '../database/tables.ts';

/** Upper bounds of the counted latencies in milliseconds, each about 1.4 times the one before; slower calls are counted after them. */
export const latencyBoundsMs = [
  1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 450, 640, 900, 1_300, 1_800, 2_600, 3_700, 5_200,
  7_300, 10_000,
] as const;

/** One call of an operation. */
export interface Call {
  readonly partnerId: string;
  readonly documentId: string;
  readonly durationMs: number;
  readonly hasErrors: boolean;
  readonly cost: number;
}

/** Counts the calls of partners' operations, by day. */
export interface UsageCounter {
  /** Counts in memory; a worker that is killed loses at most the last second. What must not be lost is in the access log. */
  count(call: Call): void;
  /** Writes what was counted. */
  flush(): Promise<void>;
  /** Writes the rest and ends. */
  close(): Promise<void>;
}

interface Counts {
  calls: number;
  errors: number;
  cost: number;
  lastUsedAt: Date;
  readonly latencies: number[];
}

const flushEveryMs = 1_000;

const shanghaiDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });
const minuteMs = 60_000;

/** Tells the day in Shanghai; looks at the calendar once a minute, for it takes as long as the rest of the counting. */
function createDayTeller(): (at: Date) => string {
  let minute = Number.NaN;
  let day = '';
  return (at) => {
    const now = Math.floor(at.getTime() / minuteMs);
    if (now !== minute) {
      minute = now;
      day = shanghaiDay.format(at);
    }
    return day;
  };
}

/** The day of a time in Asia/Shanghai, YYYY-MM-DD: usage is counted by it. */
export const dayOf = (at: Date): string => shanghaiDay.format(at);

/** The place of a latency among the bounds. */
export function latencyIndexOf(durationMs: number): number {
  const index = latencyBoundsMs.findIndex((bound) => durationMs <= bound);
  return index < 0 ? latencyBoundsMs.length : index;
}

/** The bound below which this part of the calls stayed, in milliseconds; null if there were none, infinity if it is above all bounds. */
export function percentileOf(latencies: readonly number[], part: number): number | null {
  const calls = latencies.reduce((sum, count) => sum + count, 0);
  if (calls === 0) return null;
  let seen = 0;
  const index = latencies.findIndex((count) => {
    seen += count;
    return seen >= calls * part;
  });
  return latencyBoundsMs[index] ?? Number.POSITIVE_INFINITY;
}

/** Starts counting; what was counted is written every second. */
export function createUsageCounter({ pool }: GatewayDatabase, logger: Logger): UsageCounter {
  const dayOf = createDayTeller();
  let counted = new Map<string, Counts>();
  let flushing = Promise.resolve();

  async function write(): Promise<void> {
    const taken = counted;
    counted = new Map();
    const rows = [...taken].map(([key, counts]) => {
      const [partnerId = '', documentId = '', day = ''] = key.split('\n');
      return { partnerId, documentId, day, ...counts };
    });
    // In one order, so that workers that write at once do not wait for each other in a circle.
    rows.sort((one, other) => (`${one.partnerId}${one.documentId}` < `${other.partnerId}${other.documentId}` ? -1 : 1));
    if (rows.length === 0) return;
    const added = (column: 'calls' | 'errors' | 'cost') =>
      sql`${operationUsage[column]} + excluded.${sql.identifier(column)}`;
    await pool
      .insert(operationUsage)
      .values(rows)
      .onConflictDoUpdate({
        target: [operationUsage.partnerId, operationUsage.documentId, operationUsage.day],
        set: {
          calls: added('calls'),
          errors: added('errors'),
          cost: added('cost'),
          latencies: sql`(select array_agg(coalesce(old, 0) + coalesce(new, 0) order by place)
            from unnest(${operationUsage.latencies}, excluded.latencies) with ordinality as pair(old, new, place))`,
          lastUsedAt: sql`greatest(${operationUsage.lastUsedAt}, excluded.last_used_at)`,
          updatedAt: sql`now()`,
          version: sql`${operationUsage.version} + 1`,
        },
      });
  }

  const flush = () => {
    flushing = flushing.then(write).catch((error: unknown) => {
      logger.warn({ err: error }, 'the usage of the last second could not be written');
    });
    return flushing;
  };
  const timer = setInterval(() => void flush(), flushEveryMs);
  timer.unref();

  return {
    count({ partnerId, documentId, durationMs, hasErrors, cost }) {
      const at = new Date();
      const key = `${partnerId}\n${documentId}\n${dayOf(at)}`;
      const counts = counted.get(key) ?? {
        calls: 0,
        errors: 0,
        cost: 0,
        lastUsedAt: at,
        latencies: Array.from({ length: latencyBoundsMs.length + 1 }, () => 0),
      };
      counted.set(key, counts);
      counts.calls += 1;
      counts.errors += hasErrors ? 1 : 0;
      counts.cost += cost;
      counts.lastUsedAt = at;
      const place = latencyIndexOf(durationMs);
      counts.latencies[place] = (counts.latencies[place] ?? 0) + 1;
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
