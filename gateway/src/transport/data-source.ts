import type { GraphQLDataSource } from '@apollo/gateway';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { StandIn } from '../plan/stand-in.ts';
import type { Transport, TransportResponse } from './transport.ts';
import { SubgraphUnavailable } from './unavailable.ts';

type Process = GraphQLDataSource<GatewayContext>['process'];
type Variables = Readonly<Record<string, unknown>>;

export interface DataSourceOptions {
  /** Who can stand in for a root fetch that this subgraph did not answer. */
  readonly findStandIns: (query: string) => readonly StandIn[];
  /** The other subgraphs. */
  readonly transportOf: (serviceName: string) => Transport | undefined;
}

/**
 * Lets the stock executor fetch through a transport. A fetch that fails is one error; where another subgraph shares the root
 * field, its answer stands in for what both know.
 */
export function asDataSource(transport: Transport, options: DataSourceOptions): GraphQLDataSource<GatewayContext> {
  const process: Process = async (given) => {
    if (!('incomingRequestContext' in given)) throw new Error('Only operations of clients are executed.');
    const { request, context, pathInIncomingRequest: path = [] } = given;
    const { query = '', operationName, variables = {} } = request;
    try {
      return plain(await fetchThrough(transport, { query, operationName, variables }, context));
    } catch (error) {
      const fetch = { query, path };
      const outage =
        error instanceof SubgraphUnavailable ? error.of(fetch) : new SubgraphUnavailable(transport.name, error, fetch);
      const data = path.length > 0 || context.signal.aborted ? null : await standIn(query, variables, context);
      if (!data) throw outage;
      // As it is: the executor wraps it, and what it is is found again by its class.
      return { data, errors: [outage as GraphQLFormattedError] };
    }
  };

  async function standIn(query: string, variables: Variables, context: GatewayContext) {
    for (const { serviceName, query: other, variableNames } of options.findStandIns(query)) {
      const deputy = options.transportOf(serviceName);
      const needed = Object.fromEntries(
        variableNames.flatMap((name) => (name in variables ? [[name, variables[name]]] : [])),
      );
      const answer = await deputy?.fetch({ ...detailsOf(context), query: other, variables: needed }).catch(() => null);
      if (answer?.data && !answer.errors?.length) return answer.data;
    }
    return null;
  }

  return { process };
}

const detailsOf = ({ caller, requestId, headers, signal }: GatewayContext) => ({ caller, requestId, headers, signal });

const fetchThrough = (
  transport: Transport,
  operation: { query: string; operationName?: string | undefined; variables: Variables },
  context: GatewayContext,
): Promise<TransportResponse> => transport.fetch({ ...operation, ...detailsOf(context) });

const plain = ({ data, errors }: TransportResponse) => ({
  ...(data !== undefined && { data }),
  ...(errors?.length && { errors }),
});
