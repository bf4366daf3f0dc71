import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import { asDataSource } from './apollo-data-source.ts';
import { writeApolloPlan } from './apollo-plan.ts';
import type { Executor } from './executor.ts';
import type { FetchSubgraph } from './fetch-subgraph.ts';

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** Executes with the executor of @apollo/gateway, on plans without fetches for several places at once. */
export function createApolloExecutor(
  { schema, apiSchema, supergraphSchema, subgraphs }: LoadedSupergraph,
  fetchSubgraph: FetchSubgraph,
): Executor {
  const services: ServiceMap = Object.fromEntries(
    subgraphs.map(({ name }) => [name, asDataSource(name, fetchSubgraph)]),
  );
  return {
    isCanonical: false,
    compile({ plan, shape }) {
      const apolloPlan = writeApolloPlan(plan);
      const operation = buildOperationContext({ schema, operationDocument: shape });
      return async (variables, context) => {
        const request = describeRequest(variables, context);
        const result = await executeQueryPlan(apolloPlan, services, request, operation, supergraphSchema, apiSchema);
        return {
          data: result.data ?? null,
          errors: [...(result.errors ?? []), ...readCompletionErrors(result.extensions?.['valueCompletion'])],
        };
      };
    },
  };
}

/** The type asks for all that a server knows of a request; the executor reads no more than this of it. */
function describeRequest(variables: Readonly<Record<string, unknown>>, context: GatewayContext): RequestContext {
  const read: Partial<RequestContext> = { request: { variables }, context, logger: context.logger, metrics: {} };
  return read as RequestContext;
}

/**
 * The errors of values that a subgraph should not have given, such as null for a non-null field.
 * The stock executor hides them in `extensions`; the specification wants them among the errors (section 6.4.4).
 */
function readCompletionErrors(found: unknown): GraphQLError[] {
  if (!Array.isArray(found)) return [];
  return found
    .filter((error): error is GraphQLError => error instanceof GraphQLError)
    .map(
      ({ message, path }) =>
        new GraphQLError(message, { path: path ?? null, extensions: { code: 'INVALID_SUBGRAPH_VALUE' } }),
    );
}
