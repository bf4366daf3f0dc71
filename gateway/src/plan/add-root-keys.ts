import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { responseKeyOf } from '../operation/fields.ts';
import { type FetchNode, listRootFetches, type QueryPlan, replaceFetches } from './query-plan.ts';
import type { SharedRoots } from './shared-roots.ts';

/**
 * Makes the result of a root field that several subgraphs share (`Query.me`) survive the outage of any one of them.
 *
 * A planner asks a key of such an object (`id`) from one subgraph of its choice. If that one is down, the non-null key takes
 * the whole object with it. So each key field that one of the fetches asks for is put into all other fetches of the same
 * root field, where the subgraph can give it without further ado. Which fields those are comes from the supergraph.
 */
export function addRootKeys(plan: QueryPlan, sharedRoots: SharedRoots): QueryPlan {
  // Mutations run one after another and are never shared.
  const fetches = listRootFetches(plan)
    .filter(({ operationKind }) => operationKind === 'query')
    .map((fetch): ParsedFetch => ({ fetch, document: parse(fetch.operation, { noLocation: true }) }));
  if (fetches.length < 2) return plan;
  const roots = fetches.flatMap(rootFieldsOf);
  const variables = variablesOf(roots);
  const replacements = new Map<FetchNode, FetchNode>();
  for (const parsed of fetches) {
    const added = roots
      .filter(({ fetch }) => fetch === parsed.fetch)
      .map((root) => [root.field, missingKeys(root, roots, sharedRoots)] as const)
      .filter(([, leaves]) => leaves.length > 0);
    if (added.length > 0) replacements.set(parsed.fetch, extendFetch(parsed, new Map(added), variables));
  }
  return replaceFetches(plan, replacements);
}

interface ParsedFetch {
  readonly fetch: FetchNode;
  readonly document: DocumentNode;
}

interface RootField {
  readonly fetch: FetchNode;
  readonly operation: OperationDefinitionNode;
  readonly field: FieldNode;
  /** Equal for fields whose results are merged into one object. */
  readonly signature: string;
}

function rootFieldsOf({ fetch, document }: ParsedFetch): RootField[] {
  return document.definitions.flatMap((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION) return [];
    return operation.selectionSet.selections.flatMap((field) => {
      if (field.kind !== Kind.FIELD || !field.selectionSet) return [];
      const { selectionSet: _, ...head } = field;
      return [{ fetch, operation, field, signature: print(head) }];
    });
  });
}

/** The keys that other fetches ask of the same object and that this one can give as well, but does not ask. */
function missingKeys(root: RootField, roots: readonly RootField[], sharedRoots: SharedRoots): FieldNode[] {
  const available = sharedRoots.keysOf(root.fetch.serviceName, root.field.name.value);
  const taken = new Set(fieldsOf(root.field).map(responseKeyOf));
  const missing = roots
    .filter((other) => other.fetch !== root.fetch && other.signature === root.signature)
    .flatMap((sibling) => fieldsOf(sibling.field))
    .filter((leaf) => !leaf.selectionSet && available?.has(leaf.name.value) && !taken.has(responseKeyOf(leaf)));
  return [...new Map(missing.map((leaf) => [responseKeyOf(leaf), leaf])).values()];
}

const fieldsOf = (field: FieldNode): FieldNode[] =>
  (field.selectionSet?.selections ?? []).flatMap((node) => (node.kind === Kind.FIELD ? [node] : []));

type Variables = ReadonlyMap<string, NonNullable<OperationDefinitionNode['variableDefinitions']>[number]>;

const variablesOf = (roots: readonly RootField[]): Variables =>
  new Map(
    roots.flatMap(({ operation }) =>
      (operation.variableDefinitions ?? []).map((one) => [one.variable.name.value, one]),
    ),
  );

/** The fetch with further leaves, and with the variables that their conditions read. */
function extendFetch(
  { fetch, document }: ParsedFetch,
  added: ReadonlyMap<FieldNode, readonly FieldNode[]>,
  variables: Variables,
): FetchNode {
  const usages = new Set(fetch.variableUsages);
  const extended = visit(document, {
    OperationDefinition: {
      leave(operation) {
        const given = operation.variableDefinitions ?? [];
        const missing = [...usages].filter((name) => !given.some((one) => one.variable.name.value === name));
        return {
          ...operation,
          variableDefinitions: [...given, ...missing.flatMap((name) => variables.get(name) ?? [])],
        };
      },
    },
    Field: {
      enter(field) {
        const leaves = added.get(field);
        if (!leaves || !field.selectionSet) return undefined;
        for (const leaf of leaves) visit(leaf, { Variable: ({ name }) => void usages.add(name.value) });
        const selections = [...leaves, ...field.selectionSet.selections];
        return { ...field, selectionSet: { ...field.selectionSet, selections } };
      },
    },
  });
  return { ...fetch, operation: stripIgnoredCharacters(print(extended)), variableUsages: [...usages] };
}
