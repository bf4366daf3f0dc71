import { type DocumentNode, type ExecutionResult, GraphQLError, type OperationDefinitionNode } from 'graphql';
import { isRefusedPath, restoreNames } from '../authorise/refused-names.ts';
import type { GatewayContext } from '../context.ts';
import { type PreparedOperation, prepareOperation } from '../operation/prepare.ts';
import { coerceVariables } from '../operation/variables.ts';
import type { Engine } from './engine.ts';
import { maskedError, presentErrors } from './errors.ts';
import { introspect, mergeRoots, splitIntrospection } from './introspection.ts';

/** An operation of a client, parsed and validated. */
export interface OperationRequest {
  readonly document: DocumentNode;
  /** Undefined if the document has none of that name, or several and no name was given. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly operationName: string | undefined;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
}

const plannerCodes = new Set<unknown>(['NOT_SUPPORTED', 'PLANNING_LIMIT']);

type Variables = Readonly<Record<string, unknown>>;
type Answer = { readonly data: Variables | null; readonly errors: readonly GraphQLError[] };

/** Answers one operation on one engine: introspect, authorise, plan, execute, present. Faults are masked and logged. */
export async function runOperation(engine: Engine, request: OperationRequest): Promise<ExecutionResult> {
  const { document, operation, operationName, context } = request;
  if (!operation) return { errors: [unresolved(document, operationName)] };
  if (operation.operation === 'subscription')
    return { errors: [notSupported('Subscriptions are not served over this transport.')] };
  // Validation lets an operation pass whose root type does not exist.
  if (!engine.loaded.schema.getRootType(operation.operation))
    return { errors: [notSupported(`This API has no ${operation.operation}s.`)] };
  const checked = coerceVariables(engine.loaded.schema, operation, request.variables);
  if ('errors' in checked) return { errors: checked.errors };
  try {
    const prepared = prepareOperation(document, operation);
    const { data, errors } = prepared.isIntrospecting
      ? await answerWithIntrospection(engine, request, prepared, checked.coerced)
      : await answer(engine, request, prepared, checked.coerced);
    return errors.length > 0 ? { data, errors } : { data };
  } catch (error) {
    // A planner says with a code what it cannot do; anything else is a fault.
    if (error instanceof GraphQLError && plannerCodes.has(error.extensions['code'])) return { errors: [error] };
    context.logger.error({ err: error, requestId: context.requestId }, 'an execution failed');
    return { errors: [maskedError(context.requestId)] };
  }
}

/** @param coerced the variables with defaults, for conditions; subgraphs get them as the client sent them. */
async function answer(
  engine: Engine,
  { variables, context }: OperationRequest,
  prepared: PreparedOperation,
  coerced: Variables,
): Promise<Answer> {
  const compiling = engine.operations.compile(prepared, context.caller, coerced);
  const { execute, refusals } = compiling instanceof Promise ? await compiling : compiling;
  const outcome = await execute(variables, context);
  if (refusals.length === 0) return { ...outcome, errors: presentErrors(outcome.errors, outcome.data, context) };
  const data = outcome.data && restoreNames(outcome.data);
  // What was refused has an error of its own already.
  const errors = outcome.errors.filter(({ path }) => !isRefusedPath(path));
  return { data, errors: [...refusals, ...presentErrors(errors, data, context)] };
}

/** The schema's own part is answered apart, and both are put into the order of the query. */
async function answerWithIntrospection(
  engine: Engine,
  request: OperationRequest,
  prepared: PreparedOperation,
  coerced: Variables,
): Promise<Answer> {
  const { schema } = engine.loaded;
  const { introspection, rest } = splitIntrospection(prepared);
  const described = await introspect(schema, introspection, request.variables);
  const asked = rest && (await answer(engine, request, prepareOperation(rest.document, rest.operation), coerced));
  const errors = [...(described.errors ?? []), ...(asked?.errors ?? [])];
  if (asked && !asked.data) return { data: null, errors };
  const rootTypeName = schema.getRootType(prepared.operation.operation)?.name ?? '';
  const data = mergeRoots(prepared, coerced, rootTypeName, [described.data ?? {}, asked?.data ?? {}]);
  return { data, errors };
}

function notSupported(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'NOT_SUPPORTED' } });
}

/** Why no operation of the document could be chosen. */
function unresolved(document: DocumentNode, operationName: string | undefined): GraphQLError {
  const names = document.definitions.flatMap((node) =>
    'operation' in node && node.name ? [`"${node.name.value}"`] : [],
  );
  const known = names.length > 0 ? ` It has ${names.join(', ')}.` : '';
  return new GraphQLError(
    operationName
      ? `The document has no operation named "${operationName}".${known}`
      : `The document has several operations, so "operationName" must name the one to execute.${known}`,
    { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } },
  );
}
