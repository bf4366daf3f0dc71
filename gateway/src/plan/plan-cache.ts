import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Planner } from './planner.ts';

/** Plans kept; a system has a few hundred operations, and one plan takes some kilobytes. */
const plansMax = 1_000;

/** Remembers plans by the printed operation. A new supergraph gets a new cache. */
export interface PlanCache {
  /** @param key the printed operation, the same for all documents with one plan. */
  plan(key: string, document: DocumentNode): QueryPlan;
}

export function cachePlans(planner: Planner): PlanCache {
  const plans = new LRUCache<string, QueryPlan>({ max: plansMax });
  return {
    plan(key, document) {
      const known = plans.get(key);
      if (known) return known;
      const plan = planner.plan(document);
      plans.set(key, plan);
      return plan;
    },
  };
}
