import { type Clock, systemClock } from '@ecosystem/kit/clock';
import { LRUCache } from 'lru-cache';
import { type BudgetState, unitsOf } from './budget.ts';
import { refuseCeiling, refuseRate } from './errors.ts';

/** What each caller may use in this process. */
export interface LocalBudgetSettings {
  /** Units for each window; infinity: no limit. */
  readonly quota: number;
  readonly windowS: number;
  /** Units that one operation may be estimated at; infinity: no limit. */
  readonly ceiling: number;
  readonly clock?: Clock;
}

/** Budgets of callers in this process alone, charged by estimates. */
export interface LocalBudgets {
  /**
   * Charges an operation to a caller, before it is executed.
   * @throws GraphQLError COST_LIMIT over the ceiling, RATE_LIMITED over the quota; then nothing is charged.
   */
  charge(key: string, estimated: number): void;
  /** Null if there is no quota. */
  stateOf(key: string): BudgetState | null;
}

/** Callers that are counted. One that is forgotten begins anew, which takes as many others in the same window. */
const callersMax = 50_000;
const msPerSecond = 1_000;

interface Count {
  used: number;
  endsAt: number;
}

/**
 * Fixed windows in a bounded memory. Not the memory limiter of rate-limiter-flexible: that one keeps a timer for each key, has no
 * bound, and answers by promise, which every operation of a first-party client would wait for.
 */
export function createLocalBudgets({
  quota,
  windowS,
  ceiling,
  clock = systemClock,
}: LocalBudgetSettings): LocalBudgets {
  const counts = new LRUCache<string, Count>({ max: callersMax });
  const now = () => clock.now().getTime();

  const describe = (count: Count | undefined, at: number): BudgetState => {
    const leftMs = count ? count.endsAt - at : 0;
    return {
      quota,
      windowS,
      remaining: count && leftMs > 0 ? quota - count.used : quota,
      resetS: leftMs > 0 ? Math.ceil(leftMs / msPerSecond) : windowS,
    };
  };

  return {
    charge(key, estimated) {
      const units = unitsOf(estimated);
      const maximum = Math.min(ceiling, quota);
      if (units > maximum) throw refuseCeiling(units, maximum);
      if (quota === Number.POSITIVE_INFINITY) return;
      const at = now();
      const count = counts.get(key);
      if (!count || count.endsAt <= at) {
        counts.set(key, { used: units, endsAt: at + windowS * msPerSecond });
        return;
      }
      if (count.used + units > quota) {
        const state = describe(count, at);
        throw refuseRate(state.resetS, state);
      }
      count.used += units;
    },
    stateOf: (key) => (quota === Number.POSITIVE_INFINITY ? null : describe(counts.peek(key), now())),
  };
}
