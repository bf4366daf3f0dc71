import type { DocumentNode, GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Conditions } from '../operation/canonical.ts';
import type { CanonicalKeys } from '../operation/canonical-keys.ts';
import type { QueryPlan } from '../plan/query-plan.ts';

/** One operation, planned and permitted, with the values of its conditions. */
export interface PlannedOperation {
  /** Null if there is nothing to fetch. */
  readonly plan: QueryPlan | null;
  /** The operation that gives the answer its shape; it may name fields that no fetch brings, which are null. */
  readonly shape: DocumentNode;
  /** What the variables that @skip and @include read say. */
  readonly conditions: Conditions;
  /** The operation that was planned; null if there is nothing to fetch. */
  readonly planned: DocumentNode | null;
  /** The keys under which fields are fetched. */
  readonly keyOf: CanonicalKeys;
}

/** What came of it; errors are not yet fit for clients. */
export interface ExecutionOutcome {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLError[];
}

/** Executes one compiled operation. @param variables as the client sent them. */
export type ExecuteOperation = (
  variables: Readonly<Record<string, unknown>>,
  context: GatewayContext,
) => Promise<ExecutionOutcome>;

/**
 * Compiles operations to functions that fetch what the plan says and give it the shape of the operation. The seam at which
 * another executor can be put.
 * A subgraph that does not answer is a SubgraphUnavailable among the errors, with its fetch; a value that a subgraph should
 * not have given is one with code INVALID_SUBGRAPH_VALUE.
 */
export interface Executor {
  /** False if it knows no keys but those of the client: operations are then planned as they come. */
  readonly isCanonical: boolean;
  compile(operation: PlannedOperation): ExecuteOperation;
}
