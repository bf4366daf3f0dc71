import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { SubgraphUnavailable } from '../transport/unavailable.ts';
import { pathOfFailure } from './outage.ts';

/** Codes that say nothing a client can act on: the error was not meant for it. */
const faultCodes = new Set<unknown>([
  undefined,
  'INTERNAL_SERVER_ERROR',
  'DOWNSTREAM_SERVICE_ERROR',
  // The subgraph does not know what the supergraph says that it knows: their versions differ.
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);

/** Extensions that other servers add and that no client must see; `http` would change the status of our answer. */
const hiddenExtensions = new Set(['stacktrace', 'exception', 'http', 'url', 'debug', 'originalError']);

/** What every client is told of a fault. */
const faultMessage = 'Something went wrong on our side.';

/** The error of a fault: a neutral sentence, and the request id by which the log can be searched. */
export function maskedError(
  requestId: string,
  path?: readonly (string | number)[] | undefined,
  serviceName?: unknown,
): GraphQLError {
  return new GraphQLError(faultMessage, {
    path: path ?? null,
    extensions: { code: 'INTERNAL', requestId, ...(typeof serviceName === 'string' && { serviceName }) },
  });
}

/**
 * Makes errors of an execution fit for clients: outages get their place in the answer, public errors pass, and everything
 * else is masked and logged whole.
 * @param data the answer as it will be sent.
 */
export function presentErrors(
  errors: readonly GraphQLError[],
  data: unknown,
  { requestId, logger, signal }: Pick<GatewayContext, 'requestId' | 'logger' | 'signal'>,
): GraphQLError[] {
  return errors.map((error) => {
    const outage = findOutage(error);
    if (outage) {
      // A fetch that ended because its client had gone says nothing about the subgraph.
      if (!signal.aborted)
        logger.warn({ err: outage.reason, subgraph: outage.serviceName, requestId }, 'a subgraph does not answer');
      if (outage.path) return outage;
      const path = outage.fetch && pathOfFailure(outage.fetch, data);
      return path ? outage.at(path) : outage;
    }
    const { code, serviceName } = error.extensions ?? {};
    if (error instanceof GraphQLError && !faultCodes.has(code)) return withoutHidden(error);
    logger.error({ err: error, requestId, subgraph: serviceName }, 'an execution failed');
    return maskedError(requestId, error.path, serviceName);
  });
}

/** The stock executor hands a thrown error on as it is, and wraps one that came with data. */
function findOutage(error: GraphQLError): SubgraphUnavailable | null {
  if (error instanceof SubgraphUnavailable) return error;
  return error.originalError instanceof SubgraphUnavailable ? error.originalError : null;
}

function withoutHidden(error: GraphQLError): GraphQLError {
  const extensions = Object.fromEntries(Object.entries(error.extensions).filter(([key]) => !hiddenExtensions.has(key)));
  return new GraphQLError(error.message, { path: error.path ?? null, nodes: error.nodes ?? null, extensions });
}

/** The last look at an error that Apollo Server made itself: its faults are masked as well. */
export function maskFormatted(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (code !== undefined && code !== 'INTERNAL_SERVER_ERROR') return formatted;
  return { message: faultMessage, extensions: { code: 'INTERNAL' } };
}
