import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/**
 * Plans have the form of @apollo/query-planner. Planner, cache and executor take the types from here, so that a form that other
 * planners add (a fetch for several fields at once, for example) is added in one place.
 */
export type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

type RootNode = NonNullable<QueryPlan['node']>;

/** All fetches of a plan, wherever they stand. */
export function listFetches({ node }: QueryPlan): FetchNode[] {
  return node ? fetchesOf(node) : [];
}

/** The fetches that are not entity fetches; those stand in a Flatten. */
export function listRootFetches({ node }: QueryPlan): FetchNode[] {
  return node ? rootFetchesOf(node) : [];
}

/** The same plan with other fetches in the place of some. */
export function replaceFetches(plan: QueryPlan, replacements: ReadonlyMap<FetchNode, FetchNode>): QueryPlan {
  // What a subscription fetches is not replaced: it has no second root fetch to be made alike.
  if (replacements.size === 0 || !plan.node || plan.node.kind === 'Subscription') return plan;
  return { ...plan, node: replaceIn(plan.node, replacements) };
}

function fetchesOf(node: RootNode): FetchNode[] {
  switch (node.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'Condition':
      return clausesOf(node).flatMap(fetchesOf);
    case 'Subscription':
      return [node.primary, ...(node.rest ? fetchesOf(node.rest) : [])];
    case 'Defer':
      return [node.primary, ...node.deferred].flatMap((part) => (part.node ? fetchesOf(part.node) : []));
  }
}

function rootFetchesOf(node: RootNode): FetchNode[] {
  switch (node.kind) {
    case 'Fetch':
      return [node];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(rootFetchesOf);
    case 'Condition':
      return clausesOf(node).flatMap(rootFetchesOf);
    default:
      return [];
  }
}

const clausesOf = ({ ifClause, elseClause }: { ifClause?: PlanNode; elseClause?: PlanNode }): PlanNode[] =>
  [ifClause, elseClause].flatMap((clause) => clause ?? []);

function replaceIn(node: PlanNode, replacements: ReadonlyMap<FetchNode, FetchNode>): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return replacements.get(node) ?? node;
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => replaceIn(child, replacements)) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: replaceIn(node.ifClause, replacements) }),
        ...(node.elseClause && { elseClause: replaceIn(node.elseClause, replacements) }),
      };
    default:
      return node;
  }
}
