import type { Database } from '@ecosystem/kit/database';
import { createLoaders, type Loaders } from '@ecosystem/kit/loaders';
import type { RequestContext } from '@ecosystem/kit/request';
import { queries } from './loaders.ts';

/** What every resolver of this subgraph gets. */
export interface Context extends RequestContext {
  readonly loaders: Loaders<typeof queries>;
}

/** Makes the contexts of requests over one database. */
export function createContext(database: Database): (request: RequestContext) => Context {
  const createRequestLoaders = createLoaders(database, queries);
  return (request) => ({ ...request, loaders: createRequestLoaders() });
}
