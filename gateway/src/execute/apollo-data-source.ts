import type { GraphQLDataSource } from '@apollo/gateway';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { PathStep } from '../plan/query-plan.ts';
import type { FetchSubgraph } from './fetch-subgraph.ts';

/** Lets the executor of @apollo/gateway make its fetches for one subgraph. */
export function asDataSource(serviceName: string, fetchSubgraph: FetchSubgraph): GraphQLDataSource<GatewayContext> {
  return {
    async process(given) {
      if (!('incomingRequestContext' in given)) throw new Error('Only operations of clients are executed.');
      const { request, context, pathInIncomingRequest: path = [] } = given;
      const { query = '', operationName, variables = {} } = request;
      const isMutation = /^\s*mutation\b/.test(query);
      const isRoot = !query.includes('_entities');
      const place = { path: path.map(readStep), responseKey: isRoot ? null : '_entities' };
      const fetch = { serviceName, query, operationName, variables, isMutation, places: [place] };
      const { data, errors, outage } = await fetchSubgraph(fetch, context);
      if (!outage) return { ...(data !== undefined && { data }), ...(errors?.length && { errors }) };
      if (!data) throw outage;
      // As it is: the executor wraps it, and what it is is found again by its class.
      return { data, errors: [outage as GraphQLFormattedError] };
    },
  };
}

const readStep = (step: string | number): PathStep => (step === '@' ? '@' : { key: String(step) });
