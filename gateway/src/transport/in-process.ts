import type { Subgraph } from '@ecosystem/kit/subgraph';
import { shorterLimit, waitAtMost } from './time-limit.ts';
import { pingTimeoutMs, type Transport } from './transport.ts';
import { SubgraphUnavailable } from './unavailable.ts';

/** What this transport needs of a subgraph in this process. */
export type LocalSubgraph = Pick<Subgraph, 'name' | 'execute' | 'ping'> & Partial<Pick<Subgraph, 'prepare'>>;

/**
 * Reaches a subgraph in this process: no JSON, no second parse.
 * @param timeoutMs longest wait for one answer, so that a database that hangs costs one door and not the whole request.
 */
export function connectInProcess(subgraph: LocalSubgraph, { timeoutMs }: { readonly timeoutMs: number }): Transport {
  return {
    name: subgraph.name,
    async fetch(request) {
      const { query, operationName, variables, caller, requestId, signal } = request;
      try {
        const { data, errors } = await waitAtMost(shorterLimit(timeoutMs, request.timeoutMs), signal, () =>
          subgraph.execute({ query, operationName, variables, caller, requestId }),
        );
        // As over HTTP: no stack, no original error, only what the language allows.
        if (errors) return { ...(data !== undefined && { data }), errors: errors.map((error) => error.toJSON()) };
        if (data === undefined) throw new Error('Its answer has neither data nor errors.');
        return { data };
      } catch (reason) {
        throw new SubgraphUnavailable(subgraph.name, reason);
      }
    },
    prepare: (query) => subgraph.prepare?.(query),
    ping: () => waitAtMost(Math.min(timeoutMs, pingTimeoutMs), null, () => subgraph.ping()),
    // Whoever opened the subgraph closes it: a supergraph may leave it out now and have it again later.
    close: async () => undefined,
  };
}
