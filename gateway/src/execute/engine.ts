import { readRequirements } from '../authorise/requirements.ts';
import { readKeyRules } from '../operation/canonical-keys.ts';
import { createKnownDocuments, type KnownDocuments } from '../operation/known-documents.ts';
import { addRootKeys } from '../plan/add-root-keys.ts';
import { createPlanner, type PlannerKind } from '../plan/create-planner.ts';
import { cachePlans } from '../plan/plan-cache.ts';
import { createSharedRoots } from '../plan/shared-roots.ts';
import { readInterfaceObjects } from '../supergraph/interface-objects.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import type { Transport } from '../transport/transport.ts';
import { createApolloExecutor } from './apollo-executor.ts';
import { createCompiledExecutor } from './compiled-executor.ts';
import { type CompiledOperations, cacheCompiledOperations } from './compiled-operations.ts';
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
  /** Documents that were validated against this supergraph. */
  readonly documents: KnownDocuments;
  readonly operations: CompiledOperations;
  /** Lets go of what it remembers: another one takes the new requests. Those under way end on this one. */
  retire(): void;
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
  const createKeys = readKeyRules(loaded.schema);
  const documents = createKnownDocuments();
  const operations = cacheCompiledOperations({ loaded, requirements, plans, executor, createKeys, interfaceObjects });
  return {
    loaded,
    transports,
    documents,
    operations,
    retire() {
      documents.clear();
      operations.clear();
      plans.clear();
    },
    close: () => planner.close(),
  };
}
