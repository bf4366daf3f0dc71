import { textKey } from '@ecosystem/kit/text-key';
import { LRUCache } from 'lru-cache';
import type { KeyedDocument } from '../operation/prepare.ts';
import type { Planner } from './planner.ts';
import type { QueryPlan } from './query-plan.ts';

/** Plans kept, in characters of their JSON and their keys: room for thousands of common ones, and a bound for huge ones. */
const charactersMax = 30_000_000;

/** Remembers plans by the printed operation. A new supergraph gets a new cache. */
export interface PlanCache {
  /**
   * The plan of an operation. Requests that want the same plan at the same time share the work.
   * @param operation.key the printed operation, the same for all documents with one plan; values of variables are no part of it.
   * @throws GraphQLError as the planner does; a failure is not remembered.
   */
  plan(operation: KeyedDocument): Promise<QueryPlan>;
  /** The operations that were asked for most recently and most often, at most so many. */
  mostUsed(count: number): KeyedDocument[];
}

interface Entry {
  readonly operation: KeyedDocument;
  readonly plan: QueryPlan;
  uses: number;
}

/** Puts a memory before a planner. */
export function cachePlans(planner: Pick<Planner, 'plan'>): PlanCache {
  const entries = new LRUCache<string, Entry>({
    maxSize: charactersMax,
    sizeCalculation: ({ plan, operation }) => JSON.stringify(plan).length + operation.key.length + 1,
  });
  const pending = new Map<string, Promise<QueryPlan>>();

  async function planNew(key: string, operation: KeyedDocument): Promise<QueryPlan> {
    try {
      const plan = await planner.plan(operation);
      entries.set(key, { operation, plan, uses: 1 });
      return plan;
    } finally {
      pending.delete(key);
    }
  }

  return {
    async plan(operation) {
      const key = textKey(operation.key);
      const entry = entries.get(key);
      if (entry) {
        entry.uses += 1;
        return entry.plan;
      }
      const known = pending.get(key);
      if (known) return known;
      const planning = planNew(key, operation);
      pending.set(key, planning);
      return planning;
    },
    mostUsed: (count) =>
      [...entries.values()]
        .sort((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ operation }) => operation),
  };
}
