import { type Authorise, cacheAuthorisations } from '../authorise/authorisation-cache.ts';
import { readRequirements } from '../authorise/requirements.ts';
import { addRootKeys } from '../plan/add-root-keys.ts';
import { createApolloPlanner } from '../plan/apollo-planner.ts';
import { cachePlans, type PlanCache } from '../plan/plan-cache.ts';
import { createSharedRoots } from '../plan/shared-roots.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import type { Transport } from '../transport/transport.ts';
import { createApolloExecutor } from './apollo-executor.ts';
import type { Executor } from './executor.ts';
import { createSubgraphFetcher } from './fetch-subgraph.ts';

/** Everything that operations on one supergraph need. A new supergraph gets a new engine; requests under way keep theirs. */
export interface Engine {
  readonly loaded: LoadedSupergraph;
  readonly transports: readonly Transport[];
  readonly authorise: Authorise;
  readonly plans: PlanCache;
  readonly executor: Executor;
}

/**
 * Chooses planner and executor; the only place that names them.
 * @param transports how each subgraph of the supergraph is reached.
 */
export function createEngine(loaded: LoadedSupergraph, transports: readonly Transport[]): Engine {
  const sharedRoots = createSharedRoots(loaded.supergraph);
  const planner = createApolloPlanner(loaded);
  return {
    loaded,
    transports,
    authorise: cacheAuthorisations(loaded.schema, readRequirements(loaded.supergraph.schema)),
    plans: cachePlans({ plan: async (document) => addRootKeys(await planner.plan(document), sharedRoots) }),
    executor: createApolloExecutor(loaded, createSubgraphFetcher(transports, sharedRoots)),
  };
}
