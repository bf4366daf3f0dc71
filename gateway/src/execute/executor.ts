import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { type DocumentNode, type ExecutionResult, GraphQLError, getVariableValues, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Authorisation, authorise, refusedPrefix, restoreNames } from '../authorise/authorise.ts';
import type { GatewayContext } from '../context.ts';
import type { Engine } from './engine.ts';
import { completionErrors, maskedError, presentErrors } from './errors.ts';
import { introspect, mergeRoots, splitIntrospection } from './introspection.ts';
import { type PreparedOperation, prepareOperation } from './prepare.ts';

/** A request as Apollo Server hands it over: parsed and validated. */
export type ExecutorRequest = Parameters<typeof executeQueryPlan>[2];

type Data = Record<string, unknown>;
type Variables = Readonly<Record<string, unknown>>;

/** Answers to "what may this caller have of this operation" that are kept; a system has few sets of scopes. */
const authorisationsMax = 2_000;

/** Executes operations on one engine: authorise, plan, fetch, shape. */
export function createExecutor(engine: Engine): (request: ExecutorRequest) => Promise<ExecutionResult<Data, Data>> {
  const { schema, apiSchema, supergraphSchema } = engine.loaded;
  const authorisations = new LRUCache<string, { found: Authorisation | null }>({ max: authorisationsMax });

  function authorisationOf(
    prepared: PreparedOperation,
    { caller }: GatewayContext,
    variables: Variables,
  ): Authorisation | null {
    if (engine.requirements.isEmpty) return null;
    const conditions = prepared.conditionVariables.map((name) => (variables[name] === true ? 1 : 0)).join('');
    const who = caller.subject === null ? '' : `+ ${[...caller.scopes].sort().join(' ')}`;
    const key = `${who}\n${conditions}\n${prepared.key}`;
    const known = authorisations.get(key);
    if (known) return known.found;
    const found = authorise(prepared, caller, variables, { schema, requirements: engine.requirements });
    authorisations.set(key, { found });
    return found;
  }

  /** Plans and fetches `fetched`, and gives the answer the shape of `shape`. */
  async function run(request: ExecutorRequest, fetched: DocumentNode | null, key: string, shape: DocumentNode) {
    const plan = fetched ? engine.plans.plan(key, fetched) : ({ kind: 'QueryPlan' } as const);
    const context = buildOperationContext({ schema, operationDocument: shape });
    const result = await executeQueryPlan(plan, engine.services, request, context, supergraphSchema, apiSchema);
    const isRefused = (path: readonly (string | number)[]) => String(path.at(-1) ?? '').startsWith(refusedPrefix);
    return {
      data: (result.data ?? null) as Data | null,
      errors: [...(result.errors ?? []), ...completionErrors(result.extensions?.['valueCompletion'], isRefused)],
    };
  }

  async function answer(request: ExecutorRequest, prepared: PreparedOperation, variables: Variables) {
    const context = request.context as GatewayContext;
    const halves = prepared.isIntrospecting ? splitIntrospection(prepared) : null;
    const asked = halves ? halves.rest && prepareOperation(halves.rest.document, halves.rest.operation) : prepared;
    const described = halves ? await introspect(schema, halves.introspection, variables) : null;
    if (!asked)
      return { data: mergeRoots(prepared, variables, rootName(prepared), [described?.data ?? {}]), errors: [] };

    const allowed = authorisationOf(asked, context, variables);
    const permitted = allowed ? allowed.permitted : asked.document;
    const key = allowed?.permitted ? print(allowed.permitted) : asked.key;
    const { data, errors } = await run(request, permitted, key, allowed?.shape ?? asked.document);
    const named = (allowed ? restoreNames(data) : data) as Data | null;
    const whole =
      described && named ? mergeRoots(prepared, variables, rootName(prepared), [described.data ?? {}, named]) : named;
    return { data: whole, errors: [...(allowed?.errors ?? []), ...presentErrors(errors, whole, context)] };
  }

  const rootName = ({ operation }: PreparedOperation) => schema.getRootType(operation.operation)?.name ?? '';

  return async (request) => {
    const { operation, document, context } = request;
    if (!operation) return { errors: [unresolved(document, request.request.operationName)] };
    if (operation.operation === 'subscription') return { errors: [notSupported()] };
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], request.request.variables ?? {});
    if (coerced.errors) return { errors: coerced.errors };
    try {
      const { data, errors } = await answer(request, prepareOperation(document, operation), coerced.coerced);
      return errors.length > 0 ? { data, errors } : { data };
    } catch (error) {
      const { logger, requestId } = context as GatewayContext;
      // A planner says with a code what it cannot do; anything else is a fault.
      if (error instanceof GraphQLError && error.extensions['code'] === 'NOT_SUPPORTED') return { errors: [error] };
      logger.error({ err: error, requestId }, 'an execution failed');
      return { errors: [maskedError(requestId)] };
    }
  };
}

function notSupported(): GraphQLError {
  return new GraphQLError('Subscriptions are not served over this transport.', {
    extensions: { code: 'NOT_SUPPORTED' },
  });
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
