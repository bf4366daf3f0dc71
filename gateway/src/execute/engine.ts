import type { ServiceMap } from '@apollo/gateway';
import { type Requirements, readRequirements } from '../authorise/requirements.ts';
import { createApolloPlanner } from '../plan/apollo-planner.ts';
import { cachePlans, type PlanCache } from '../plan/plan-cache.ts';
import { createSharedRoots } from '../plan/shared-roots.ts';
import { findStandIns } from '../plan/stand-in.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { asDataSource } from '../transport/data-source.ts';
import type { Transport } from '../transport/transport.ts';

/** Everything that operations on one supergraph need. A new supergraph gets a new engine; requests under way keep theirs. */
export interface Engine {
  readonly loaded: LoadedSupergraph;
  readonly requirements: Requirements;
  readonly plans: PlanCache;
  readonly transports: readonly Transport[];
  readonly services: ServiceMap;
}

/** @param transports how each subgraph of the supergraph is reached. */
export function createEngine(loaded: LoadedSupergraph, transports: readonly Transport[]): Engine {
  const sharedRoots = createSharedRoots(loaded.supergraph);
  const byName = new Map(transports.map((transport) => [transport.name, transport]));
  const dataSource = (transport: Transport) =>
    asDataSource(transport, {
      findStandIns: (query) => findStandIns(query, transport.name, sharedRoots),
      transportOf: (name) => byName.get(name),
    });
  return {
    loaded,
    requirements: readRequirements(loaded.supergraph.schema),
    plans: cachePlans(createApolloPlanner(loaded, sharedRoots)),
    transports,
    services: Object.fromEntries(transports.map((transport) => [transport.name, dataSource(transport)])),
  };
}
