import type { SubgraphDefinition } from '@ecosystem/kit/subgraph';
import { seed } from '../seed.ts';
import { createContext } from './context.ts';
import { invariants } from './db/invariants.ts';
import { resolvers } from './resolvers/index.ts';

/** Six marketplaces: products, carts, orders, buying together. */
export const commerce: SubgraphDefinition = {
  name: 'commerce',
  sdl: new URL('../schema.graphql', import.meta.url),
  migrations: new URL('../migrations/', import.meta.url),
  resolvers,
  createContext,
  invariants,
  seed,
};
