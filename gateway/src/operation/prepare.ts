import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** One operation with the fragments it uses, and the name by which it is remembered. */
export interface KeyedDocument {
  readonly document: DocumentNode;
  /** The printed document: the same for texts that differ in layout, comments or further operations. */
  readonly key: string;
}

export const keyDocument = (document: DocumentNode): KeyedDocument => ({ document, key: print(document) });

/** One operation of a document, with what does not depend on variables or callers. */
export interface PreparedOperation extends KeyedDocument {
  /** Names it in caches, as short as can be. */
  readonly number: number;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Names of variables that @skip and @include read. */
  readonly conditionVariables: readonly string[];
  /** Whether `__schema` or `__type` is asked at the root. */
  readonly isIntrospecting: boolean;
}

/** Documents are kept by Apollo Server; what was found out about one lives as long as it. */
const known = new WeakMap<DocumentNode, Map<OperationDefinitionNode, PreparedOperation>>();

/** Looks at an operation of a valid document, once. */
export function prepareOperation(document: DocumentNode, operation: OperationDefinitionNode): PreparedOperation {
  const operations = known.get(document) ?? new Map<OperationDefinitionNode, PreparedOperation>();
  known.set(document, operations);
  const found = operations.get(operation);
  if (found) return found;
  const prepared = prepare(document, operation);
  operations.set(operation, prepared);
  return prepared;
}

let lastNumber = 0;

function prepare(document: DocumentNode, operation: OperationDefinitionNode): PreparedOperation {
  const fragments = fragmentsOf(document, operation.selectionSet);
  const single: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments.values()] };
  lastNumber += 1;
  return {
    ...keyDocument(single),
    number: lastNumber,
    operation,
    fragments,
    conditionVariables: conditionVariablesOf(single),
    isIntrospecting: asksSchema(operation.selectionSet, fragments, new Set()),
  };
}

/** The fragments that a selection set uses, directly or through others. */
function fragmentsOf(document: DocumentNode, selectionSet: SelectionSetNode): Map<string, FragmentDefinitionNode> {
  const all = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const used = new Map<string, FragmentDefinitionNode>();
  const collect = (set: SelectionSetNode): void => {
    visit(set, {
      FragmentSpread({ name }) {
        const definition = all.get(name.value);
        if (!definition || used.has(name.value)) return;
        used.set(name.value, definition);
        collect(definition.selectionSet);
      },
    });
  };
  collect(selectionSet);
  return used;
}

function conditionVariablesOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/** Whether a root selection set asks `__schema` or `__type`, fragments followed. */
function asksSchema(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen: Set<string>,
): boolean {
  return selections.some((node) => {
    if (node.kind === Kind.FIELD) return isIntrospectionField(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) return asksSchema(node.selectionSet, fragments, seen);
    const definition = fragments.get(node.name.value);
    if (!definition || seen.has(node.name.value)) return false;
    seen.add(node.name.value);
    return asksSchema(definition.selectionSet, fragments, seen);
  });
}

/** Whether a root field is answered from the schema alone. */
export const isIntrospectionField = (name: string): boolean => name === '__schema' || name === '__type';
