import type { Database } from './database.ts';
import { type BatchQueries, createLoaders, type Loaders } from './loaders.ts';
import type { RequestContext } from './request.ts';

/** What every resolver of a subgraph with these queries gets. */
export type ContextOf<Queries extends BatchQueries> = RequestContext & { readonly loaders: Loaders<Queries> };

/** Makes the contexts of requests over one database: the loaders batch over all of them, and remember for one. */
export function defineContext<Queries extends BatchQueries>(queries: Queries) {
  return (database: Database) => {
    const createRequestLoaders = createLoaders(database, queries);
    return (request: RequestContext): ContextOf<Queries> => ({ ...request, loaders: createRequestLoaders() });
  };
}
