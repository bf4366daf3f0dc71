import { GraphQLError } from 'graphql';
import type { PlanPath } from '../plan/query-plan.ts';

/** Which fetch of a query plan has failed. */
export interface FailedFetch {
  /** The operation that the subgraph should have answered. */
  readonly query: string;
  /** Where in the client's answer the result belongs. */
  readonly places: readonly FetchPlace[];
}

/** A place that a fetch fills. */
export interface FetchPlace {
  /** Empty at the root. */
  readonly path: PlanPath;
  /** The key of its `_entities` field in the fetch; null at the root. */
  readonly responseKey: string | null;
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
