import type { Conditions } from '../operation/canonical.ts';
import {
  type FetchNode,
  keysOfPath,
  type PlanNode,
  type PlanPath,
  type QueryPlan,
  type RequiredSelection,
} from '../plan/query-plan.ts';
import { listWrites } from './writes.ts';

/** A fetch of a plan with the fetches whose answers it needs, by their place in the list. */
export interface ScheduledFetch {
  readonly fetch: FetchNode;
  readonly dependsOn: readonly number[];
}

/** A fetch with the fetches that the plan puts before it. */
interface PlacedFetch {
  readonly fetch: FetchNode;
  readonly before: readonly number[];
}

/**
 * Takes a plan apart into fetches that each start as soon as their own inputs are there, however the plan orders waves.
 * Fields of a mutation are carried out one after another, each with all that belongs to its answer (GraphQL, section 6.2.2).
 */
export function scheduleFetches({ node }: QueryPlan, conditions: Conditions): ScheduledFetch[] {
  const placed = node ? placeFetches(node, conditions) : [];
  const writes = placed.map(({ fetch }) => listWrites(fetch));
  const scheduled = placed.map(({ fetch, before }): ScheduledFetch => {
    const reads = listReads(fetch);
    return { fetch, dependsOn: before.filter((index) => reads.some((read) => writes[index]?.has(read))) };
  });
  return placed.some(({ fetch }) => fetch.operationKind === 'mutation') ? putInSeries(scheduled) : scheduled;
}

function placeFetches(root: PlanNode, conditions: Conditions): PlacedFetch[] {
  const placed: PlacedFetch[] = [];
  const isMutation = hasMutation(root);

  function place(node: PlanNode, before: readonly number[]): number[] {
    switch (node.kind) {
      case 'Fetch':
        return (isMutation ? splitByRoot(node) : [node]).map((fetch) => placed.push({ fetch, before }) - 1);
      case 'Condition':
        return conditions[node.variable] === node.value ? place(node.node, before) : [];
      case 'Parallel':
        return node.nodes.flatMap((child) => place(child, before));
      case 'Sequence': {
        const done: number[] = [];
        for (const child of node.nodes) done.push(...place(child, [...before, ...done]));
        return done;
      }
    }
  }

  place(root, []);
  return placed;
}

const hasMutation = (node: PlanNode): boolean =>
  node.kind === 'Fetch'
    ? node.operationKind === 'mutation'
    : node.kind === 'Condition'
      ? hasMutation(node.node)
      : node.nodes.some(hasMutation);

/** An entity fetch for the answers of several mutation fields waits for the last of them; each gets a fetch of its own. */
function splitByRoot(fetch: FetchNode): FetchNode[] {
  const roots = new Set(fetch.entities?.flatMap(({ paths }) => paths.map(rootOf)));
  if (!fetch.entities || roots.size < 2) return [fetch];
  const { entities } = fetch;
  return [...roots].map((root) => ({
    ...fetch,
    entities: entities.map((part) => ({ ...part, paths: part.paths.filter((path) => rootOf(path) === root) })),
  }));
}

const rootOf = ([step]: PlanPath): string => (typeof step === 'object' && 'key' in step ? step.key : '');

/** Each mutation field waits for everything that can be fetched before it; the fetches between two of them go side by side. */
function putInSeries(scheduled: readonly ScheduledFetch[]): ScheduledFetch[] {
  const order: number[] = [];
  const waiting = new Set(scheduled.keys());
  const isMutation = (index: number) => scheduled[index]?.fetch.operationKind === 'mutation';
  while (waiting.size > 0) {
    const ready = [...waiting].filter((index) => scheduled[index]?.dependsOn.every((other) => !waiting.has(other)));
    const next = ready.find((index) => !isMutation(index)) ?? ready[0];
    if (next === undefined) throw new Error('The plan waits for itself.');
    waiting.delete(next);
    order.push(next);
  }
  return order.flatMap((index, position) => {
    const found = scheduled[index];
    if (!found) return [];
    const needed = isMutation(index)
      ? [...order.slice(0, position).keys()]
      : found.dependsOn.map((other) => order.indexOf(other));
    return [{ fetch: found.fetch, dependsOn: needed }];
  });
}

/** The values that a fetch reads of the answer: keys from the root, without lists and types. */
function listReads({ entities }: FetchNode): string[] {
  return (entities ?? []).flatMap(({ paths, requires }) =>
    paths.flatMap((path) => {
      return readsOf(requires, keysOfPath(path));
    }),
  );
}

function readsOf(selections: readonly RequiredSelection[], prefix: readonly string[]): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'Fragment') return readsOf(selection.selections, prefix);
    const place = [...prefix, selection.from];
    return selection.selections.length > 0 ? readsOf(selection.selections, place) : [place.join('.')];
  });
}
