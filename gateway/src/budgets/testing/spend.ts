import { setTimeout as sleep } from 'node:timers/promises';
import { createBudgets } from '../budgets.ts';
import { openPostgresStore } from '../store-postgres.ts';
import { openRedisStore } from '../store-redis.ts';

/** What a process of many callers is told. */
export interface SpendOrder {
  readonly store: 'postgres' | 'redis';
  readonly url: string;
  readonly key: string;
  readonly quota: number;
  readonly burst: number;
  readonly callers: number;
}

/** What it says in the end. */
export interface SpendReport {
  /** The actual cost of all that was admitted. */
  readonly spent: number;
  readonly admitted: number;
  readonly refused: number;
  readonly codes: readonly string[];
}

const estimated = 50;
const leastActual = 10;
const timeoutMs = 5_000;
/** So long must nothing be admitted before the budget counts as used up. */
const quietMs = 500;
/** Longer than any test. */
const windowS = 600;

async function spend({ store, url, key, quota, burst, callers }: SpendOrder): Promise<SpendReport> {
  const budgets = createBudgets({
    store: store === 'postgres' ? openPostgresStore(url, timeoutMs) : await openRedisStore(url, timeoutMs),
    settingsOf: () => ({ quota, windowS, burst, ceiling: estimated }),
  });
  let spent = 0;
  let admitted = 0;
  let refused = 0;
  let admittedAt = performance.now();
  const codes = new Set<string>();
  const call = async (number: number) => {
    for (let turn = number; performance.now() - admittedAt < quietMs; turn += 1) {
      const reservation = await budgets.reserve(key, estimated);
      if (!reservation.isAllowed) {
        refused += 1;
        codes.add(String(reservation.error.extensions['code']));
        await sleep(2);
        continue;
      }
      admitted += 1;
      admittedAt = performance.now();
      const actual = leastActual + ((turn * 7) % (estimated - leastActual));
      spent += actual;
      if (turn % 3 === 0) await sleep(1);
      reservation.settle(actual);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => call(number)));
  await budgets.close();
  return { spent, admitted, refused, codes: [...codes] };
}

process.once('message', (order: SpendOrder) => {
  void spend(order).then((report) => process.send?.(report, () => process.disconnect()));
});
process.send?.('ready');
