import { splitId } from '@ecosystem/kit/ids';
import { GraphQLError, type ValueNode } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { RequestParameters } from '../documents/persisted.ts';
import type { Engine } from '../execute/engine.ts';
import { coerceVariables } from '../operation/variables.ts';
import { findOperation, type OperationSource, parseRecord, type RegisteredOperation } from './find-operation.ts';
import { type ReadyOperation, readyOperation } from './ready-operations.ts';
import { refuse } from './refusal.ts';
import type { AskedCustomer } from './standing.ts';

type Variables = Readonly<Record<string, unknown>>;

/** One request of a partner. */
export interface PartnerRequest {
  readonly method: string;
  readonly parameters: RequestParameters;
  readonly context: GatewayContext;
  /** The one customer and consent that the token is for; null for a token of the partner itself. */
  readonly boundTo: { readonly subjectId: string; readonly consentId: string } | null;
}

/** A request that was understood. */
export interface Asked {
  readonly partnerId: string;
  readonly registered: RegisteredOperation;
  readonly ready: ReadyOperation;
  readonly variables: Variables;
  readonly coerced: Variables;
  /** Whom it reads, as the partner wrote it; null if it reads nobody, also where a condition leaves the view out. */
  readonly customer: AskedCustomer | null;
}

/** Finds the operation and reads its variables. @throws GraphQLError if it may not be sent, or is sent wrongly. */
export function understand(
  engine: Engine,
  operations: OperationSource,
  { method, parameters, context }: PartnerRequest,
): Asked {
  const partnerId = context.caller.subject ?? '';
  const registered = findOperation(operations, partnerId, parameters);
  const ready = readyOperation(engine, registered);
  if (method !== 'POST' && ready.operation.operation !== 'query')
    throw refuse('METHOD_NOT_ALLOWED', 'Mutations are sent by POST.');
  const { operationName, variables: given } = parameters;
  if (operationName && operationName !== ready.operation.name?.value)
    throw refuse('BAD_REQUEST', `The operation with this id is named ${registered.name}.`);
  const variables = given === undefined || given === null || given === '' ? {} : parseRecord(given);
  if (!variables) throw refuse('BAD_REQUEST', 'variables must be an object.');
  const checked = coerceVariables(engine.loaded.schema, ready.operation, variables);
  if ('errors' in checked) throw badVariables(checked.errors);
  const { coerced } = checked;
  return { partnerId, registered, ready, variables, coerced, customer: customerOf(ready, coerced) };
}

function badVariables([first]: readonly GraphQLError[]): GraphQLError {
  return new GraphQLError(first?.message ?? 'The variables do not fit.', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}

function customerOf({ view, hasView }: ReadyOperation, coerced: Variables): AskedCustomer | null {
  if (!view || !hasView(coerced)) return null;
  return { subjectId: textOf(view.subjectId, coerced) ?? '', consentId: textOf(view.consentId, coerced) };
}

/** The text that an argument has; null if it has none. */
function textOf(node: ValueNode | null, coerced: Variables): string | null {
  if (node?.kind === 'Variable') {
    const value = coerced[node.name.value];
    return typeof value === 'string' ? value : null;
  }
  return node && (node.kind === 'StringValue' || node.kind === 'IntValue') ? node.value : null;
}

/** Whether a text is an id of this type; others mean nobody, and are not asked about. */
export const isIdOf = (prefix: string, id: string | null): id is string =>
  id !== null && splitId(id)?.prefix === prefix;
