import type { Caller } from '@ecosystem/kit/caller';
import type { GraphQLFormattedError } from 'graphql';

/** One operation for one subgraph. */
export interface TransportRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly requestId: string;
  /** Further headers for a subgraph that is reached over HTTP, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** What is left of the time of the client's request; the transport waits no longer than its own limit either. */
  readonly timeoutMs?: number | undefined;
}

/** What a subgraph answered; the caller may change `data`, for nobody else holds it. */
export interface TransportResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Longest wait for a ping; who asks whether we are ready does not wait longer itself. */
export const pingTimeoutMs = 1_000;

/** How one subgraph is reached. */
export interface Transport {
  /** The subgraph's name in the supergraph. */
  readonly name: string;
  /** @throws SubgraphUnavailable if the subgraph gave no GraphQL answer in time. */
  fetch(request: TransportRequest): Promise<TransportResponse>;
  /** Lets the subgraph make ready for an operation that will be asked. Only where it is in this process. */
  prepare?(query: string): void;
  /** @throws Error if the subgraph cannot answer now. */
  ping(): Promise<void>;
  /** Lets go of connections; waits for answers that are under way. */
  close(): Promise<void>;
}
