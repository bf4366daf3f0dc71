import { type ContextOf, defineContext } from '@ecosystem/kit/context';
import { queries } from './loaders.ts';

/** What every resolver of this subgraph gets. */
export type Context = ContextOf<typeof queries>;

/** Makes the contexts of requests over one database. */
export const createContext = defineContext(queries);
