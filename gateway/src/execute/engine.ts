import type { Caller } from '@ecosystem/kit/caller';
import { readRequirements } from '../authorise/requirements.ts';
import { readKeyRules } from '../operation/canonical-keys.ts';
import type { PreparedOperation } from '../operation/prepare.ts';
import { addRootKeys } from '../plan/add-root-keys.ts';
import { createPlanner, type PlannerKind } from '../plan/create-planner.ts';
import { cachePlans, type PlanCache } from '../plan/plan-cache.ts';
import { createSharedRoots } from '../plan/shared-roots.ts';
import { readInterfaceObjects } from '../supergraph/interface-objects.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import type { Transport } from '../transport/transport.ts';
import { createApolloExecutor } from './apollo-executor.ts';
import { createCompiledExecutor } from './compiled-executor.ts';
import { type CompiledOperation, cacheCompiledOperations } from './compiled-operations.ts';
import { createSubgraphFetcher } from './fetch-subgraph.ts';

/** Which executor is used. `apollo` is that of @apollo/gateway, for comparison. */
export type ExecutorKind = 'compiled' | 'apollo';

export interface EngineOptions {
  readonly planner?: PlannerKind;
  readonly executor?: ExecutorKind;
}

/** Everything that operations on one supergraph need. A new supergraph gets a new engine; requests under way keep theirs. */
export interface Engine {
  readonly loaded: LoadedSupergraph;
  readonly transports: readonly Transport[];
  readonly plans: PlanCache;
  /** The operation, ready to be executed for this caller; a promise the first time. */
  compile(
    prepared: PreparedOperation,
    caller: Caller,
    coerced: Readonly<Record<string, unknown>>,
  ): CompiledOperation | Promise<CompiledOperation>;
  close(): Promise<void>;
}

/**
 * Chooses planner and executor; the only place that names them.
 * @param transports how each subgraph of the supergraph is reached.
 */
export function createEngine(
  loaded: LoadedSupergraph,
  transports: readonly Transport[],
  { planner: plannerKind = 'hive', executor: executorKind = 'compiled' }: EngineOptions = {},
): Engine {
  const sharedRoots = createSharedRoots(loaded.supergraph);
  const interfaceObjects = readInterfaceObjects(loaded.supergraph);
  const planner = createPlanner(loaded, interfaceObjects, plannerKind);
  const plans = cachePlans({ plan: async (operation) => addRootKeys(await planner.plan(operation), sharedRoots) });
  const fetchSubgraph = createSubgraphFetcher(transports, sharedRoots);
  const createExecutor = executorKind === 'compiled' ? createCompiledExecutor : createApolloExecutor;
  const executor = createExecutor(loaded, fetchSubgraph);
  const requirements = readRequirements(loaded.supergraph.schema);
  return {
    loaded,
    transports,
    plans,
    compile: cacheCompiledOperations({
      loaded,
      requirements,
      plans,
      executor,
      createKeys: readKeyRules(loaded.schema),
      interfaceObjects,
    }),
    close: () => planner.close(),
  };
}
