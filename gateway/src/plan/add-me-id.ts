import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
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
import type { SharedRoots } from './shared-roots.ts';

/**
 * Makes the result of a root field that several subgraphs share (`Query.me`) survive the outage of any one of them.
 *
 * A planner asks a key of such an object (`id`) from one subgraph of its choice. If that one is down, the non-null key takes
 * the whole object with it. So each key field that one of the fetches asks for is put into all other fetches of the same
 * root field, where the subgraph can give it without further ado. Which fields those are comes from the supergraph.
 */
export function createKeyAdder(sharedRoots: SharedRoots): (plan: QueryPlan) => QueryPlan {
  return (plan) => {
    // Mutations run one after another and are never shared.
    const fetches = (plan.node ? rootFetchesOf(plan.node) : []).filter((fetch) => fetch.operationKind === 'query');
    if (plan.node === undefined || fetches.length < 2) return plan;
    const roots = fetches.flatMap((fetch) => rootFieldsOf(fetch));
    const added = new Map<FetchNode, Map<FieldNode, FieldNode[]>>();
    for (const root of roots) {
      const available = sharedRoots.keysOf(root.fetch.serviceName, root.field.name.value);
      const siblings = roots.filter((other) => other.fetch !== root.fetch && other.signature === root.signature);
      const missing = siblings
        .flatMap((sibling) => leavesOf(sibling.field))
        .filter(
          (leaf) => available?.has(leaf.name.value) && !leavesOf(root.field).some((own) => keyOf(own) === keyOf(leaf)),
        );
      if (missing.length === 0) continue;
      const ofFetch = added.get(root.fetch) ?? new Map<FieldNode, FieldNode[]>();
      ofFetch.set(root.field, [...new Map(missing.map((leaf) => [keyOf(leaf), leaf])).values()]);
      added.set(root.fetch, ofFetch);
    }
    if (added.size === 0) return plan;
    const replacements = new Map(
      [...added].map(([fetch, fields]) => [fetch, extendFetch(fetch, fields, variablesOf(roots))] as const),
    );
    return { ...plan, node: replaceFetches(plan.node, replacements) };
  };
}

interface RootField {
  readonly fetch: FetchNode;
  readonly operation: OperationDefinitionNode;
  readonly field: FieldNode;
  /** Equal for fields whose results are merged into one object. */
  readonly signature: string;
}

const parsed = new WeakMap<FetchNode, DocumentNode>();

/** The parsed text of a fetch. */
function documentOf(fetch: FetchNode): DocumentNode {
  const known = parsed.get(fetch) ?? parse(fetch.operation, { noLocation: true });
  parsed.set(fetch, known);
  return known;
}

function rootFieldsOf(fetch: FetchNode): RootField[] {
  return documentOf(fetch).definitions.flatMap((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION) return [];
    return operation.selectionSet.selections.flatMap((field) => {
      if (field.kind !== Kind.FIELD || !field.selectionSet) return [];
      const { selectionSet: _, ...head } = field;
      return [{ fetch, operation, field, signature: print(head) }];
    });
  });
}

/** Fetches that are not entity fetches; a Flatten holds only the latter. */
function rootFetchesOf(node: NonNullable<QueryPlan['node']>): FetchNode[] {
  switch (node.kind) {
    case 'Fetch':
      return node.requires ? [] : [node];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(rootFetchesOf);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((clause) => (clause ? rootFetchesOf(clause) : []));
    default:
      return [];
  }
}

const leavesOf = (field: FieldNode): FieldNode[] =>
  (field.selectionSet?.selections ?? []).flatMap((node) =>
    node.kind === Kind.FIELD && !node.selectionSet ? [node] : [],
  );

const keyOf = (field: FieldNode): string => field.alias?.value ?? field.name.value;

type Variables = ReadonlyMap<string, NonNullable<OperationDefinitionNode['variableDefinitions']>[number]>;

const variablesOf = (roots: readonly RootField[]): Variables =>
  new Map(
    roots.flatMap(({ operation }) =>
      (operation.variableDefinitions ?? []).map((one) => [one.variable.name.value, one]),
    ),
  );

/** The fetch with further leaves, and with the variables that their conditions read. */
function extendFetch(
  fetch: FetchNode,
  added: ReadonlyMap<FieldNode, readonly FieldNode[]>,
  variables: Variables,
): FetchNode {
  const usages = new Set(fetch.variableUsages);
  const document = visit(documentOf(fetch), {
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
  return { ...fetch, operation: stripIgnoredCharacters(print(document)), variableUsages: [...usages] };
}

function replaceFetches(
  node: NonNullable<QueryPlan['node']>,
  replacements: ReadonlyMap<FetchNode, FetchNode>,
): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return replacements.get(node) ?? node;
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => replaceFetches(child, replacements)) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: replaceFetches(node.ifClause, replacements) }),
        ...(node.elseClause && { elseClause: replaceFetches(node.elseClause, replacements) }),
      };
    case 'Subscription':
      return node.primary;
    default:
      return node;
  }
}
