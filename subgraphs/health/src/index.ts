import type { SubgraphDefinition } from '@ecosystem/kit/subgraph';
import { createContext } from './context.ts';
import * as tables from './db/tables.ts';
import { resolvers } from './resolvers/index.ts';

/** Care of a family: patients, practitioners, appointments. */
export const health: SubgraphDefinition = {
  name: 'health',
  sdl: new URL('../schema.graphql', import.meta.url),
  migrations: new URL('../migrations/', import.meta.url),
  resolvers,
  createContext,
  tables,
  invariants: new URL('../test/invariants/', import.meta.url),
  seed: async (world) => (await import('../seed.ts')).seed(world),
};
