import { GraphQLError } from 'graphql';

/** Which fetch of a query plan has failed. */
export interface FailedFetch {
  /** The operation that the subgraph should have answered. */
  readonly query: string;
  /** Where in the client's answer the result belongs: response keys, `@` for the elements of a list; empty at the root. */
  readonly path: readonly (string | number)[];
}

/**
 * A subgraph gave no GraphQL answer: it is down, too slow, or says something else.
 * The message is for clients; the reason, which may hold addresses, is for logs alone.
 */
export class SubgraphUnavailable extends GraphQLError {
  readonly serviceName: string;
  readonly reason: unknown;
  readonly fetch: FailedFetch | undefined;

  constructor(serviceName: string, reason: unknown, fetch?: FailedFetch, path?: readonly (string | number)[]) {
    super(`The ${serviceName} subgraph does not answer at the moment.`, {
      path: path ?? null,
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName },
    });
    this.name = 'SubgraphUnavailable';
    this.serviceName = serviceName;
    this.reason = reason;
    this.fetch = fetch;
  }

  /** The same outage as the error of one fetch. */
  of(fetch: FailedFetch): SubgraphUnavailable {
    return new SubgraphUnavailable(this.serviceName, this.reason, fetch);
  }

  /** The same outage with its place in the client's answer. */
  at(path: readonly (string | number)[]): SubgraphUnavailable {
    return new SubgraphUnavailable(this.serviceName, this.reason, this.fetch, path);
  }
}
