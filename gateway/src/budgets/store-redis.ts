import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { BudgetStore } from './budget.ts';
import { countWith } from './count-with.ts';

/** Keys of others may lie in the same server. */
const keyPrefix = 'ecosystem-budget';

/** Counts in Redis; its package is loaded only here, as most gateways have none. */
export async function openRedisStore(url: string, timeoutMs: number): Promise<BudgetStore> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url, {
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    maxRetriesPerRequest: 1,
    connectionName: 'ecosystem-gateway-budgets',
  });
  // Each call that fails says so itself; without a listener each attempt to connect would be printed.
  client.on('error', () => {});
  const limiter = new RateLimiterRedis({ storeClient: client, keyPrefix, points: 1, duration: 1 });
  return {
    add: countWith(limiter),
    async close() {
      client.disconnect();
    },
  };
}
