import { getTableName } from 'drizzle-orm';
import pg from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { budgetMeters } from '../database/tables-budgets.ts';
import type { BudgetStore } from './budget.ts';
import { countWith } from './count-with.ts';

/** A key has one call under way at a time, so few connections serve many keys. */
const connectionsMax = 2;

/** Counts in the gateway's own database; times are those of the processes, whose clocks must agree to a small part of a window. */
export function openPostgresStore(url: string, timeoutMs: number): BudgetStore {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    application_name: 'ecosystem-gateway-budgets',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
  });
  // A connection that ends while nobody uses it is replaced; without a listener it would end the process.
  pool.on('error', () => {});
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: getTableName(budgetMeters),
    tableCreated: true,
    keyPrefix: '',
    points: 1,
    duration: 1,
  });
  return { add: countWith(limiter), close: () => pool.end() };
}
