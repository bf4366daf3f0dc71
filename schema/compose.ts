import { composeServices } from '@apollo/composition';
import { type DocumentNode, type GraphQLError, printSchema } from 'graphql';
import { locateNode, parseSubgraphSdl } from './sdl.ts';
import { subgraphs } from './subgraphs.ts';

/** One subgraph as composition needs it. */
export type ComposableSubgraph = { name: string; url: string; typeDefs: DocumentNode };

/** One reason why the subgraphs do not compose; `where` names files and lines, or the subgraph. */
export type CompositionProblem = { code: string; message: string; where: readonly string[] };

/** What composition gives: the SDL for gateways and the SDL that clients see. */
export type Composition = { supergraphSdl: string; apiSdl: string };

/** The subgraphs do not compose; the message lists every problem with its code and place. */
export class CompositionFailed extends Error {
  override name = 'CompositionFailed';
  readonly problems: readonly CompositionProblem[];

  constructor(problems: readonly CompositionProblem[]) {
    super(`The subgraphs do not compose:\n${problems.map(printProblem).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Hints that are expected and therefore no errors, by the name of their code.
 * Composition gives a hint where two subgraphs say nearly the same thing; here nearly is a mistake until it is listed.
 */
export const allowedHints: readonly string[] = [];

/** All subgraphs of the list, read from their files. */
export const readSubgraphs = (): ComposableSubgraph[] =>
  subgraphs.map(({ name, port }) => ({
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    typeDefs: parseSubgraphSdl(name),
  }));

/**
 * Composes subgraphs into the supergraph and its API schema; the order of the list does not matter.
 * @throws CompositionFailed on composition errors and on hints that are not allowed by name.
 */
export function composeSubgraphs(
  list: readonly ComposableSubgraph[],
  options: { allowedHints?: readonly string[] } = {},
): Composition {
  const allowed = options.allowedHints ?? allowedHints;
  const result = composeServices([...list]);
  if (result.errors) throw new CompositionFailed(result.errors.map(describeError));

  const hints = result.hints.filter((hint) => !allowed.includes(hint.definition.code));
  if (hints.length > 0) {
    throw new CompositionFailed(
      hints.map(({ definition, message, nodes }) => ({ code: definition.code, message, where: locateNodes(nodes) })),
    );
  }

  const apiSchema = result.schema.toAPISchema().toGraphQLJSSchema();
  return { supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`, apiSdl: `${printSchema(apiSchema).trimEnd()}\n` };
}

function describeError(error: GraphQLError): CompositionProblem {
  const { code } = error.extensions;
  return {
    code: typeof code === 'string' ? code : 'INVALID_GRAPHQL',
    message: error.message,
    where: locateNodes(error.nodes),
  };
}

const locateNodes = (nodes: readonly Parameters<typeof locateNode>[0][] | undefined) => [
  ...new Set(nodes?.map(locateNode).filter((place) => place !== undefined)),
];

const printProblem = ({ code, message, where }: CompositionProblem) =>
  `- ${code}: ${message}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
