import type { Caller } from '@ecosystem/kit/caller';
import type { Logger } from 'pino';
import type { RequestBudget } from './budgets/first-party.ts';

/** What one client request brings through the gateway. */
export interface GatewayContext {
  readonly caller: Caller;
  /** Names the request in logs, in error messages and in the subgraphs. */
  readonly requestId: string;
  readonly logger: Logger;
  /** Headers of the client that subgraphs are to see, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the client has gone before it got its answer. */
  readonly signal: AbortSignal;
  /** When the answer must be there, in milliseconds of `performance.now()`; fetches get what is left until then. */
  readonly deadlineAt?: number;
  /** What the operation is charged to before it is executed, if it is charged at all. */
  readonly budget?: RequestBudget;
}
