import {
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import type { GatewayContext } from '../context.ts';
import { presentErrors } from '../execute/errors.ts';
import type { OperatorDesk, OperatorRequest } from './desk.ts';
import { clientMutations } from './mutations-clients.ts';
import { partnerMutations } from './mutations-partners.ts';
import { registryMutations } from './mutations-registry.ts';
import { queries } from './queries.ts';
import { buildOperatorSchema } from './schema.ts';
import { askPartners } from './social-partners.ts';

/** What an operator sent. */
export interface OperatorQuestion {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The answer as it is sent. */
export interface OperatorAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

const mutations = { ...registryMutations, ...clientMutations, ...partnerMutations };

/** Makes the answerer of operators' questions. */
export function createOperatorApi(desk: OperatorDesk) {
  const schema = buildOperatorSchema();

  async function run(question: OperatorQuestion, context: GatewayContext): Promise<ExecutionResult> {
    const document = parse(question.query);
    const invalid = validate(schema, document);
    if (invalid.length > 0) return { errors: invalid.map(asInvalid) };
    const operation = getOperationAST(document, question.operationName);
    if (!operation)
      return { errors: [refuse('OPERATION_RESOLUTION_FAILURE', 'Say in operationName which operation to execute.')] };
    const request: OperatorRequest = {
      desk,
      operator: context.caller.subject ?? '',
      partners: askPartners(desk.engine(), context),
    };
    const { data, errors = [] } = await execute({
      schema,
      document,
      operationName: question.operationName,
      variableValues: question.variables,
      rootValue: operation.operation === 'mutation' ? mutations : queries,
      contextValue: request,
    });
    const presented = presentErrors(errors.map(asPublic), data, context);
    return { ...(data !== undefined && { data }), ...(presented.length > 0 && { errors: presented }) };
  }

  /** @param context says who asks; it must be an operator. */
  return async function answer(question: OperatorQuestion, context: GatewayContext): Promise<OperatorAnswer> {
    try {
      const { data, errors } = await run(question, context);
      return { ...(data !== undefined && { data }), ...(errors && { errors: errors.map((error) => error.toJSON()) }) };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED').toJSON()] };
    }
  };
}

const refuse = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });

const asInvalid = (error: GraphQLError) => withCode(error, 'GRAPHQL_VALIDATION_FAILED');

/** What graphql-js finds itself, for example of variables, has no code and no cause; with one it is meant for who asks. */
const asPublic = (error: GraphQLError) =>
  error.originalError || error.extensions['code'] !== undefined ? error : withCode(error, 'BAD_USER_INPUT');

const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    path: error.path ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { ...error.extensions, code },
  });
