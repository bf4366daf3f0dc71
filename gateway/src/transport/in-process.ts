import type { Subgraph } from '@ecosystem/kit/subgraph';
import { withTimeLimit } from './time-limit.ts';
import { pingTimeoutMs, type Transport } from './transport.ts';
import { SubgraphUnavailable } from './unavailable.ts';

/** What this transport needs of a subgraph in this process. */
export type LocalSubgraph = Pick<Subgraph, 'name' | 'execute' | 'ping'>;

/**
 * Reaches a subgraph in this process: no JSON, no second parse.
 * @param timeoutMs longest wait for one answer, so that a database that hangs costs one door and not the whole request.
 */
export function connectInProcess(subgraph: LocalSubgraph, { timeoutMs }: { readonly timeoutMs: number }): Transport {
  return {
    name: subgraph.name,
    async fetch({ query, operationName, variables, caller, requestId, signal }) {
      try {
        const { data, errors } = await withTimeLimit(timeoutMs, signal, () =>
          subgraph.execute({ query, operationName, variables, caller, requestId }),
        );
        return {
          ...(data !== undefined && { data }),
          // As over HTTP: no stack, no original error, only what the language allows.
          ...(errors && { errors: errors.map((error) => error.toJSON()) }),
        };
      } catch (reason) {
        throw new SubgraphUnavailable(subgraph.name, reason);
      }
    },
    ping: () => withTimeLimit(Math.min(timeoutMs, pingTimeoutMs), null, () => subgraph.ping()),
    // Whoever opened the subgraph closes it: a supergraph may leave it out now and have it again later.
    close: async () => undefined,
  };
}
