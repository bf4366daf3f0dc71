import type { SubgraphDefinition } from '@ecosystem/kit/subgraph';
import { createContext } from './context.ts';
import * as tables from './db/tables.ts';
import { jobs } from './jobs/index.ts';
import { resolvers } from './resolvers/index.ts';

export { type AccessLogBreak, verifyAccessLog } from './db/access-log.ts';

/** The account, its contacts and consents, and the partners. */
export const social: SubgraphDefinition = {
  name: 'social',
  sdl: new URL('../schema.graphql', import.meta.url),
  migrations: new URL('../migrations/', import.meta.url),
  resolvers,
  createContext,
  tables,
  invariants: new URL('../test/invariants/', import.meta.url),
  seed: async (world, vault) => (await import('../seed.ts')).seed(world, vault),
  jobs,
};
