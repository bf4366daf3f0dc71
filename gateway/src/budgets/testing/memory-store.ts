import type { Clock } from '@ecosystem/kit/clock';
import type { BudgetStore } from '../budget.ts';

/** A store in memory whose windows follow a clock of the test, and the calls that it got. */
export interface MemoryStore extends BudgetStore {
  readonly calls: { readonly key: string; readonly units: number }[];
  usedOf(key: string): number;
  /** While it is set each call fails with it. */
  fault: Error | null;
}

export function createMemoryStore(clock: Clock): MemoryStore {
  const counts = new Map<string, { used: number; endsAt: number }>();
  const store: MemoryStore = {
    calls: [],
    fault: null,
    usedOf: (key) => counts.get(key)?.used ?? 0,
    async add(key, units, windowS) {
      if (store.fault) throw store.fault;
      store.calls.push({ key, units });
      const now = clock.now().getTime();
      let count = counts.get(key);
      if (!count || count.endsAt <= now) {
        count = { used: 0, endsAt: now + windowS * 1_000 };
        counts.set(key, count);
      }
      count.used += units;
      return { used: count.used, endsInMs: count.endsAt - now };
    },
    close: async () => undefined,
  };
  return store;
}
