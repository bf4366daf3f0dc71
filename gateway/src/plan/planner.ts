import { GraphQLError } from 'graphql';
import type { KeyedDocument } from '../operation/prepare.ts';
import type { QueryPlan } from './query-plan.ts';

/** Turns an operation into fetches, not on the thread that serves requests. */
export interface Planner {
  /**
   * @param operation one operation with its fragments, valid against the API schema; `key` is its text.
   * @throws GraphQLError NOT_SUPPORTED if this gateway cannot go the way that is needed, PLANNING_LIMIT if finding it takes too long.
   */
  plan(operation: KeyedDocument): Promise<QueryPlan>;
  /** Lets go of threads. Plans under way fail. */
  close(): Promise<void>;
}

/** Longest time for one plan. Usual ones take a few milliseconds; the limits on documents keep all of them far below. */
export const planTimeoutMs = 2_000;

/** The refusal of an operation whose plan was not found in time. */
export function planningLimit(): GraphQLError {
  return new GraphQLError(`The operation is too complex: it could not be planned within ${planTimeoutMs} ms.`, {
    extensions: { code: 'PLANNING_LIMIT', limit: { name: 'planningMs', maximum: planTimeoutMs } },
  });
}
