import { createRequire } from 'node:module';
import type { QueryPlanner as NativePlanner } from '@graphql-hive/router-query-planner';
import { type Planner, planningLimit, planTimeoutMs } from './planner.ts';
import { readPlan } from './read-plan.ts';

type NativePlannerClass = typeof NativePlanner;

const require = createRequire(import.meta.url);

/** Plans that may be under way at once: the threads of the process also do cryptography, files and names. */
const concurrentMax = 2;
/** No label of a progressive @override is switched on, and of those by percentage none. */
const noLabels = new Set<string>();
const percentageOff = 100;

/**
 * Plans with @graphql-hive/router-query-planner: native code on threads of its own.
 * @returns null if the native addon does not load here, or does not understand this supergraph.
 */
export function createHivePlanner(supergraphSdl: string): Planner | null {
  const native = loadNative(supergraphSdl);
  if (!native) return null;
  const turns = createTurns(concurrentMax);
  return {
    async plan({ key }) {
      const signal = AbortSignal.timeout(planTimeoutMs);
      await turns.take();
      try {
        if (signal.aborted) throw planningLimit();
        return readPlan(await native.planAsync(key, null, noLabels, percentageOff, signal));
      } catch (error) {
        throw signal.aborted ? planningLimit() : error;
      } finally {
        turns.giveBack();
      }
    },
    close: async () => undefined,
  };
}

function loadNative(supergraphSdl: string): NativePlanner | null {
  try {
    const { QueryPlanner } = require('@graphql-hive/router-query-planner') as { QueryPlanner: NativePlannerClass };
    return new QueryPlanner(supergraphSdl);
  } catch {
    return null;
  }
}

/** Lets so many go on at once; the others wait in order. */
function createTurns(count: number) {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async take(): Promise<void> {
      if (free > 0) free -= 1;
      else await new Promise<void>((go) => waiting.push(go));
    },
    giveBack(): void {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}
