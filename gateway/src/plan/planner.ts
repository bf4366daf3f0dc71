import type { DocumentNode } from 'graphql';
import type { QueryPlan } from './query-plan.ts';

/** Turns an operation into fetches. The seam at which another planner can be put; it may plan on another thread. */
export interface Planner {
  /**
   * @param document one operation with its fragments, valid against the API schema.
   * @throws GraphQLError if there is no way to fetch it, or none that this gateway can go.
   */
  plan(document: DocumentNode): Promise<QueryPlan>;
}
