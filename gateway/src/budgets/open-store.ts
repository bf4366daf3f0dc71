import type { BudgetStore } from './budget.ts';
import { openPostgresStore } from './store-postgres.ts';

/** Where the budgets of partners are counted. */
export interface StorePlace {
  /** Goes before the database. */
  readonly redisUrl: string | null;
  /** The gateway's own database. */
  readonly databaseUrl: string;
  /** Longest wait for one count; a partner waits for it before its operation begins. */
  readonly timeoutMs?: number;
}

const timeoutDefaultMs = 2_000;

/** The store that is configured; connections are made when something is counted. */
export async function openBudgetStore({
  redisUrl,
  databaseUrl,
  timeoutMs = timeoutDefaultMs,
}: StorePlace): Promise<BudgetStore> {
  if (redisUrl === null) return openPostgresStore(databaseUrl, timeoutMs);
  const { openRedisStore } = await import('./store-redis.ts');
  return openRedisStore(redisUrl, timeoutMs);
}
