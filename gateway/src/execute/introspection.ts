import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isLeftOut } from '../operation/conditions.ts';
import { responseKeyOf } from '../operation/fields.ts';
import { isIntrospectionField, type PreparedOperation } from '../operation/prepare.ts';

/** An operation in two: what the schema answers, and what subgraphs answer (null if that is nothing). */
export interface SplitOperation {
  readonly introspection: DocumentNode;
  readonly rest: { readonly document: DocumentNode; readonly operation: OperationDefinitionNode } | null;
}

const known = new WeakMap<PreparedOperation, SplitOperation>();

/**
 * Takes `__schema` and `__type` apart from the other root fields, because planners do not know all of them (`isOneOf`).
 * The root's own `__typename` is in neither half.
 */
export function splitIntrospection(prepared: PreparedOperation): SplitOperation {
  const found = known.get(prepared);
  if (found) return found;
  const { operation, fragments } = prepared;
  const keep = (isWanted: (name: string) => boolean) => {
    const selectionSet = keepRoots(operation.selectionSet, fragments, isWanted);
    if (!selectionSet) return null;
    const half = { ...operation, selectionSet };
    return { document: { kind: Kind.DOCUMENT, definitions: [half, ...fragments.values()] } as const, operation: half };
  };
  const result: SplitOperation = {
    introspection: keep(isIntrospectionField)?.document ?? prepared.document,
    rest: keep((name) => !isIntrospectionField(name) && name !== '__typename'),
  };
  known.set(prepared, result);
  return result;
}

/** Root selections with only the wanted fields; fragments at the root are written out, because each half needs its own. */
function keepRoots(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  isWanted: (name: string) => boolean,
): SelectionSetNode | null {
  const kept = selections.flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FIELD) return isWanted(node.name.value) ? [node] : [];
    const body = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    const selectionSet = body && keepRoots(body.selectionSet, fragments, isWanted);
    if (!selectionSet) return [];
    return [{ kind: Kind.INLINE_FRAGMENT, selectionSet, ...(node.directives && { directives: node.directives }) }];
  });
  return kept.length > 0 ? { kind: Kind.SELECTION_SET, selections: kept } : null;
}

/**
 * Answers `__schema` and `__type` with graphql-js, which knows the whole of introspection.
 * @param variables as the client sent them.
 */
export async function introspect(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): Promise<ExecutionResult> {
  return execute({ schema, document, variableValues: variables });
}

/** Puts two halves of an answer into the order in which the operation asks. */
export function mergeRoots(
  { operation, fragments }: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
  rootTypeName: string,
  halves: readonly Readonly<Record<string, unknown>>[],
): Record<string, unknown> {
  const merged = new Map<string, unknown>();
  for (const field of rootFields(operation.selectionSet, fragments, variables)) {
    const key = responseKeyOf(field);
    const half = halves.find((one) => Object.hasOwn(one, key));
    merged.set(key, half ? half[key] : field.name.value === '__typename' ? rootTypeName : null);
  }
  // Not by assignment: a client may ask for an alias `__proto__`.
  return Object.fromEntries(merged);
}

function rootFields(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
): FieldNode[] {
  return selections.flatMap((node) => {
    if (isLeftOut(node, variables)) return [];
    if (node.kind === Kind.FIELD) return [node];
    const body = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    return body ? rootFields(body.selectionSet, fragments, variables) : [];
  });
}
