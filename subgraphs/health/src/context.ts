import { type ContextOf, defineContext } from '@ecosystem/kit/context';
import { queries } from './loaders.ts';

/** What this subgraph can load. */
export type Queries = typeof queries;

/** What every resolver of this subgraph gets. */
export type Context = ContextOf<Queries>;

/** Makes the contexts of requests over one database. */
export const createContext = defineContext(queries);
