import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, type Schema, Supergraph } from '@apollo/federation-internals';
import { GraphQLError, type GraphQLSchema } from 'graphql';

/** A supergraph, read and checked: for planning, for clients, for authorisation. */
export interface LoadedSupergraph {
  readonly sdl: string;
  /** With everything that only gateways see. */
  readonly supergraph: Supergraph;
  readonly supergraphSchema: GraphQLSchema;
  /** What clients see, twice: as the planner and as graphql-js know schemas. */
  readonly apiSchema: Schema;
  readonly schema: GraphQLSchema;
  readonly subgraphs: readonly SubgraphAddress[];
}

/** A subgraph as the supergraph names it. */
export interface SubgraphAddress {
  readonly name: string;
  /** Where it answers GraphQL over HTTP; may be empty where all subgraphs run in one process. */
  readonly url: string;
}

/** The text is no supergraph that this gateway can serve; the message says why in one sentence. */
export class SupergraphError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SupergraphError';
  }
}

/** Connectors would have the gateway call REST services, which it does not. */
const supportedFeatures = new Set(
  [...ROUTER_SUPPORTED_SUPERGRAPH_FEATURES].filter((url) => !url.includes('/connect/')),
);

/**
 * Reads a Federation 2 supergraph.
 * The planner itself would accept @authenticated, @requiresScopes and @policy, so nothing is cut out of the text; see
 * docs/decisions/0005-gateway-pipeline.md.
 * @param origin what the text is called in messages, for example its file.
 * @throws SupergraphError if the text is not a supergraph or asks for a feature that this gateway lacks.
 */
export function loadSupergraph(sdl: string, origin: string): LoadedSupergraph {
  try {
    const supergraph = Supergraph.build(sdl, { supportedFeatures });
    const apiSchema = supergraph.apiSchema();
    return {
      sdl,
      supergraph,
      supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
      apiSchema,
      schema: apiSchema.toGraphQLJSSchema(),
      subgraphs: supergraph.subgraphsMetadata(),
    };
  } catch (error) {
    throw new SupergraphError(`${origin} is not a supergraph that this gateway can serve: ${describe(error)}`, {
      cause: error,
    });
  }
}

function describe(error: unknown): string {
  if (error instanceof GraphQLError) {
    const [place] = error.locations ?? [];
    return place ? `${error.message} (line ${place.line}, column ${place.column})` : error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
