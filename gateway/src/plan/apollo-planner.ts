import { operationFromDocument } from '@apollo/federation-internals';
import { type FetchNode, type PlanNode, type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import type { LoadedSupergraph } from '../supergraph.ts';
import { createKeyAdder } from './add-me-id.ts';
import type { Planner } from './planner.ts';
import type { SharedRoots } from './shared-roots.ts';

/** Plans with @apollo/query-planner, then adds the keys that make root fetches independent of each other. */
export function createApolloPlanner({ supergraph, apiSchema }: LoadedSupergraph, sharedRoots: SharedRoots): Planner {
  const planner = new QueryPlanner(supergraph);
  const addKeys = createKeyAdder(sharedRoots);
  return {
    plan(document) {
      const plan = planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false }));
      refuseContext(plan);
      return addKeys(plan);
    },
  };
}

/** The stock executor ignores @fromContext and would send fetches without those arguments; better no answer than a wrong one. */
function refuseContext(plan: QueryPlan): void {
  const isContextual = plan.node !== undefined && fetchesOf(plan.node).some((fetch) => fetch.contextRewrites?.length);
  if (!isContextual) return;
  throw new GraphQLError('This gateway cannot fetch fields whose arguments come from @fromContext yet.', {
    extensions: { code: 'NOT_SUPPORTED' },
  });
}

/** All fetches of a plan, wherever they stand. */
export function fetchesOf(node: NonNullable<QueryPlan['node']>): FetchNode[] {
  switch (node.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((clause) => (clause ? fetchesOf(clause) : []));
    case 'Subscription':
      return [node.primary, ...(node.rest ? fetchesOf(node.rest) : [])];
    case 'Defer':
      return [node.primary.node, ...node.deferred.map((deferred) => deferred.node)].flatMap(
        (part: PlanNode | undefined) => (part ? fetchesOf(part) : []),
      );
  }
}
