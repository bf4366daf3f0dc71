import type { GraphQLFormattedError } from 'graphql';
import { getOperationAST } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { RequestParameters } from '../documents/persisted.ts';
import type { Engine } from '../execute/engine.ts';
import { maskFormatted } from '../execute/errors.ts';
import { runOperation } from '../execute/run-operation.ts';

/** An answer of GraphQL: its result, and the same as text. */
export interface FastAnswer {
  readonly result: { readonly data?: unknown; readonly errors?: readonly GraphQLFormattedError[] };
  readonly body: string;
}

/** What the fast lane takes of a request. */
interface PlainRequest {
  readonly text: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Answers an operation of a document that is known to be valid, without the pipeline of Apollo Server: there is nothing left for it to
 * parse or validate. Null for everything else, and for whatever is unusual about a request: the server has the better sentence.
 * @throws GraphQLError if the caller's budget refuses the operation.
 */
export function answerKnown(
  engine: Engine,
  method: string,
  parameters: RequestParameters,
  context: GatewayContext,
): Promise<FastAnswer> | null {
  const plain = readPlain(parameters);
  const document = plain && engine.documents.find(plain.text);
  const operation = document && getOperationAST(document, plain.operationName);
  // A mutation by GET is refused.
  if (!operation || (method !== 'POST' && operation.operation !== 'query')) return null;
  const { operationName, variables } = plain;
  const cost = context.budget?.charge({ loaded: engine.loaded, document, operation, variables });
  return runOperation(engine, { document, operation, operationName, variables, context }).then(({ data, errors }) => {
    // In the order in which the server answers, too.
    const result = {
      ...(errors && { errors: errors.map((error) => maskFormatted(error.toJSON())) }),
      ...(data !== undefined && { data }),
      ...(cost && { extensions: { cost } }),
    };
    return { result, body: `${JSON.stringify(result)}\n` };
  });
}

const none: Readonly<Record<string, unknown>> = {};

function readPlain({ query, operationName, variables, extensions }: RequestParameters): PlainRequest | null {
  if (typeof query !== 'string') return null;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
  const given = typeof variables === 'string' ? parseObject(variables) : (variables ?? none);
  if (!isRecord(given)) return null;
  const more = typeof extensions === 'string' ? parseObject(extensions) : (extensions ?? none);
  // A hash is looked up, or kept with its text, by the server.
  if (!isRecord(more) || 'persistedQuery' in more) return null;
  return { text: query, operationName: operationName || undefined, variables: given };
}

/** By GET objects come as JSON. */
function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
