import { operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import type { Planner } from './planner.ts';
import { listFetches, type QueryPlan } from './query-plan.ts';

/** Plans with @apollo/query-planner, on this thread. */
export function createApolloPlanner({ supergraph, apiSchema }: LoadedSupergraph): Planner {
  const planner = new QueryPlanner(supergraph);
  return {
    async plan(document) {
      const plan = planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false }));
      refuseContext(plan);
      return plan;
    },
  };
}

/** The stock executor ignores @fromContext and would send fetches without those arguments; better no answer than a wrong one. */
function refuseContext(plan: QueryPlan): void {
  if (!listFetches(plan).some((fetch) => fetch.contextRewrites?.length)) return;
  throw new GraphQLError('This gateway cannot fetch fields whose arguments come from @fromContext yet.', {
    extensions: { code: 'NOT_SUPPORTED' },
  });
}
