import { textKey } from '@ecosystem/kit/text-key';
import { LRUCache } from 'lru-cache';
import type { KeyedDocument } from '../operation/prepare.ts';
import type { Planner } from './planner.ts';
import type { QueryPlan } from './query-plan.ts';

/** Plans kept, in characters of their JSON and their keys: room for thousands of common ones, and a bound for huge ones. */
const charactersMax = 10_000_000;

/** Remembers plans by the printed operation. A new supergraph gets a new cache. */
export interface PlanCache {
  /**
   * The plan of an operation. Requests that want the same plan at the same time share the work.
   * @param operation.key the printed operation, the same for all documents with one plan; values of variables are no part of it.
   * @throws GraphQLError as the planner does; a failure is not remembered.
   */
  plan(operation: KeyedDocument): Promise<QueryPlan>;
  clear(): void;
}

/** Puts a memory before a planner. */
export function cachePlans(planner: Pick<Planner, 'plan'>): PlanCache {
  const plans = new LRUCache<string, QueryPlan>({
    maxSize: charactersMax,
    sizeCalculation: (plan, key) => JSON.stringify(plan).length + key.length,
  });
  const pending = new Map<string, Promise<QueryPlan>>();

  async function planNew(key: string, operation: KeyedDocument): Promise<QueryPlan> {
    try {
      const plan = await planner.plan(operation);
      plans.set(key, plan);
      return plan;
    } finally {
      pending.delete(key);
    }
  }

  return {
    clear: () => plans.clear(),
    async plan(operation) {
      const key = textKey(operation.key);
      const known = plans.get(key) ?? pending.get(key);
      if (known) return known;
      const planning = planNew(key, operation);
      pending.set(key, planning);
      return planning;
    },
  };
}
