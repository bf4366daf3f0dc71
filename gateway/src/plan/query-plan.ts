/**
 * What it takes to answer one operation. One form for all planners, so that cache and executor know no planner: entity
 * fetches stand by themselves, each with the places in the answer that it fills. Plans are plain data.
 */
export interface QueryPlan {
  /** Null if there is nothing to fetch. */
  readonly node: PlanNode | null;
}

export type PlanNode = FetchNode | SequenceNode | ParallelNode | ConditionNode;

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

/** A part that is fetched only if a Boolean variable has this value. */
export interface ConditionNode {
  readonly kind: 'Condition';
  readonly variable: string;
  readonly value: boolean;
  readonly node: PlanNode;
}

/** One operation for one subgraph. */
export interface FetchNode {
  readonly kind: 'Fetch';
  readonly serviceName: string;
  readonly operation: string;
  readonly operationName: string | undefined;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** The client's variables that the operation reads. */
  readonly variableUsages: readonly string[];
  /** What the operation asks of entities; null if it asks root fields. */
  readonly entities: readonly EntityFetch[] | null;
  /** What is changed in the answer to root fields before it is merged. */
  readonly outputRewrites: readonly Rewrite[];
}

/** One `_entities` field of a fetch. */
export interface EntityFetch {
  /** `_entities`, or its alias where a fetch has several. */
  readonly responseKey: string;
  /** The variable that carries the representations. */
  readonly variableName: string;
  /** Where in the answer the entities are; each gets the same fields. */
  readonly paths: readonly PlanPath[];
  /** What a representation holds. */
  readonly requires: readonly RequiredSelection[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
}

/** A way through the answer: a response key, into the elements of a list, or on only for some types. */
export type PlanPath = readonly PathStep[];
export type PathStep = { readonly key: string } | { readonly types: readonly string[] } | '@';

/** The response keys of a path, without lists and types. */
export const keysOfPath = (path: PlanPath): string[] =>
  path.flatMap((step) => (typeof step === 'object' && 'key' in step ? [step.key] : []));

export type RequiredSelection = RequiredField | RequiredFragment;

export interface RequiredField {
  readonly kind: 'Field';
  /** Where the value is in the answer. */
  readonly from: string;
  /** What the subgraph calls it. */
  readonly name: string;
  /** Empty for a leaf. */
  readonly selections: readonly RequiredSelection[];
}

export interface RequiredFragment {
  readonly kind: 'Fragment';
  /** Null if it is for all types. */
  readonly type: string | null;
  readonly selections: readonly RequiredSelection[];
  /** Boolean variables that leave it out or let it in. */
  readonly skipIf: string | undefined;
  readonly includeIf: string | undefined;
}

/** Gives a value another key, or sets it. The path leads to it; lists on the way are passed through. */
export type Rewrite =
  | { readonly kind: 'rename'; readonly path: PlanPath; readonly to: string }
  | { readonly kind: 'set'; readonly path: PlanPath; readonly value: unknown };

/** All fetches of a plan, wherever they stand. */
export function listFetches({ node }: QueryPlan): FetchNode[] {
  return node ? fetchesOf(node) : [];
}

/** The fetches of root fields. */
export function listRootFetches(plan: QueryPlan): FetchNode[] {
  return listFetches(plan).filter(({ entities }) => entities === null);
}

/** The same plan with other fetches in the place of some. */
export function replaceFetches(plan: QueryPlan, replacements: ReadonlyMap<FetchNode, FetchNode>): QueryPlan {
  if (replacements.size === 0 || !plan.node) return plan;
  return { node: replaceIn(plan.node, replacements) };
}

function fetchesOf(node: PlanNode): FetchNode[] {
  if (node.kind === 'Fetch') return [node];
  return node.kind === 'Condition' ? fetchesOf(node.node) : node.nodes.flatMap(fetchesOf);
}

function replaceIn(node: PlanNode, replacements: ReadonlyMap<FetchNode, FetchNode>): PlanNode {
  if (node.kind === 'Fetch') return replacements.get(node) ?? node;
  if (node.kind === 'Condition') return { ...node, node: replaceIn(node.node, replacements) };
  return { ...node, nodes: node.nodes.map((child) => replaceIn(child, replacements)) };
}
