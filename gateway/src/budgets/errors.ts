import { GraphQLError } from 'graphql';
import type { BudgetState } from './budget.ts';
import { writeRateLimitHeaders } from './headers.ts';

/** Refusals are of the moment: no cache may keep them. */
const noStore = ['cache-control', 'no-store'] as const;
/** After how many seconds a caller may ask again when the store did not answer. */
const storeRetryS = 1;

/** An operation that is too large by itself; the client must ask for less. */
export function refuseCeiling(estimated: number, maximum: number): GraphQLError {
  return new GraphQLError(`The operation may cost ${estimated}; at most ${maximum} is allowed for one.`, {
    extensions: {
      code: 'COST_LIMIT',
      cost: { estimated, maximum },
      http: { status: 400, headers: new Map([noStore]) },
    },
  });
}

/** A budget that is used up for now. */
export function refuseRate(retryAfterS: number, state: BudgetState): GraphQLError {
  return new GraphQLError(
    `The budget of ${state.quota} for ${state.windowS} s is used up; ask again in ${retryAfterS} s.`,
    {
      extensions: {
        code: 'RATE_LIMITED',
        retryAfterS,
        http: {
          status: 429,
          headers: new Map([noStore, ['retry-after', String(retryAfterS)], ...writeRateLimitHeaders(state)]),
        },
      },
    },
  );
}

/** Without the count nobody can say what is left, and so nothing is. */
export function refuseUnavailable(): GraphQLError {
  return new GraphQLError(
    'Budgets cannot be counted at the moment, so the operation is not executed; ask again soon.',
    {
      extensions: {
        code: 'BUDGET_UNAVAILABLE',
        http: { status: 503, headers: new Map([noStore, ['retry-after', String(storeRetryS)]]) },
      },
    },
  );
}
