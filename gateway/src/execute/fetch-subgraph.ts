import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { SharedRoots } from '../plan/shared-roots.ts';
import { findStandIns } from '../plan/stand-in.ts';
import type { Transport } from '../transport/transport.ts';
import { type FailedFetch, SubgraphUnavailable } from '../transport/unavailable.ts';
import { shareFlights } from './share-flights.ts';

/** One fetch of a plan. */
export interface SubgraphFetch extends FailedFetch {
  readonly serviceName: string;
  readonly operationName: string | undefined;
  readonly isMutation: boolean;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** Set if the subgraph did not answer; then `data` is what another one gave in its place. */
  readonly outage?: SubgraphUnavailable;
}

/** Makes fetches; an outage is part of the answer and never thrown. */
export type FetchSubgraph = (fetch: SubgraphFetch, context: GatewayContext) => Promise<SubgraphAnswer>;

/**
 * Fetches through transports; identical reads that are under way at once are one. Where a subgraph does not answer and another one shares its root field, that one's answer
 * stands in for what both know.
 */
export function createSubgraphFetcher(transports: readonly Transport[], sharedRoots: SharedRoots): FetchSubgraph {
  const byName = new Map(
    transports.map((transport) => {
      const fetch: Transport['fetch'] = (request) => transport.fetch(request);
      return [transport.name, { fetch, share: shareFlights({ fetch }) }];
    }),
  );

  async function askStandIns({ serviceName, query, variables }: SubgraphFetch, context: GatewayContext) {
    for (const standIn of findStandIns(query, serviceName, sharedRoots)) {
      const needed = Object.fromEntries(
        standIn.variableNames.flatMap((name) => (name in variables ? [[name, variables[name]]] : [])),
      );
      const request = { ...detailsOf(context), query: standIn.query, variables: needed };
      const answer = await byName
        .get(standIn.serviceName)
        ?.fetch(request)
        .catch(() => null);
      if (answer?.data && !answer.errors?.length) return answer.data;
    }
    return null;
  }

  return async (fetch, context) => {
    const { serviceName, query, operationName, isMutation, variables, places } = fetch;
    const transport = byName.get(serviceName);
    if (!transport) throw new Error(`There is no way to the subgraph ${serviceName}.`);
    try {
      const request = { ...detailsOf(context), query, operationName, variables };
      return await (isMutation ? transport.fetch(request) : transport.share(request));
    } catch (error) {
      const failed = { query, places };
      const outage =
        error instanceof SubgraphUnavailable ? error.of(failed) : new SubgraphUnavailable(serviceName, error, failed);
      return { data: context.signal.aborted ? null : await askStandIns(fetch, context), outage };
    }
  };
}

const detailsOf = ({ caller, requestId, headers, signal, deadlineAt }: GatewayContext) => ({
  caller,
  requestId,
  headers,
  signal,
  timeoutMs: deadlineAt === undefined ? undefined : deadlineAt - performance.now(),
});
