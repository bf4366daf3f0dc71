import type { Caller } from './caller.ts';
import type { Clock } from './clock.ts';

/** What every request brings to every resolver. */
export interface RequestContext {
  readonly caller: Caller;
  readonly clock: Clock;
  /** Names the client's request in logs and error messages, the same in gateway and subgraphs. */
  readonly requestId: string;
}

/** One GraphQL request to a subgraph. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly caller: Caller;
  readonly requestId: string;
}
