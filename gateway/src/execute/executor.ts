import type { DocumentNode, GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { QueryPlan } from '../plan/query-plan.ts';

/** One operation, planned and permitted. */
export interface Execution {
  /** Null if there is nothing to fetch. */
  readonly plan: QueryPlan | null;
  /** The operation that gives the answer its shape; it may name fields that no fetch brings, which are null. */
  readonly shape: DocumentNode;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
}

/** What came of it; errors are not yet fit for clients. */
export interface ExecutionOutcome {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLError[];
}

/**
 * Fetches what a plan says and gives it the shape of an operation. The seam at which another executor can be put.
 * A subgraph that does not answer is a SubgraphUnavailable among the errors, with its fetch; a value that a subgraph should
 * not have given is one with code INVALID_SUBGRAPH_VALUE.
 */
export interface Executor {
  execute(execution: Execution): Promise<ExecutionOutcome>;
}
