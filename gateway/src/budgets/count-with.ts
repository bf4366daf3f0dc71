import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { BudgetStore } from './budget.ts';

/**
 * Adds to the counts of a limiter. `penalty` counts without deciding: what fits is decided by the account, which deals one sum out to many,
 * and knows the limits of its key.
 */
export function countWith(limiter: Pick<RateLimiterAbstract, 'penalty'>): BudgetStore['add'] {
  return async (key, units, windowS) => {
    const { consumedPoints, msBeforeNext } = await limiter.penalty(key, units, { customDuration: windowS });
    return { used: consumedPoints, endsInMs: msBeforeNext };
  };
}
