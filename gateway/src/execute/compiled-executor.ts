import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import { compileFetch, type FetchTools, type RunFetch } from './compile-fetch.ts';
import { compileErrorPlaces } from './error-places.ts';
import type { Executor } from './executor.ts';
import type { FetchSubgraph } from './fetch-subgraph.ts';
import { createMerge } from './merge.ts';
import { OperationRun } from './operation-run.ts';
import { compileProjection, readShape } from './project.ts';
import { scheduleFetches } from './schedule.ts';
import { createTypes } from './types.ts';

/** Compiles each operation to closures: nothing of plan or query is looked at again when it is executed. */
export function createCompiledExecutor(loaded: LoadedSupergraph, fetchSubgraph: FetchSubgraph): Executor {
  const types = createTypes(loaded);
  const tools: FetchTools = { types, merge: createMerge(types.isInterface), fetchSubgraph };
  return {
    isCanonical: true,
    compile({ plan, planned, shape, conditions, keyOf }) {
      const scheduled = plan ? scheduleFetches(plan, conditions) : [];
      const runFetches = compileSchedule(
        scheduled.map(({ fetch }) => compileFetch(fetch, tools)),
        scheduled.map(({ dependsOn }) => dependsOn),
      );
      const clientShape = readShape(loaded.schema, shape, conditions, keyOf);
      const project = compileProjection(clientShape);
      const placeErrors = compileErrorPlaces(clientShape, planned);
      return async (variables, context) => {
        const run = new OperationRun(variables, context);
        await runFetches(run);
        const { data, violations } = project(run.fetched);
        const isWhole = violations.length === 0 && run.isWhole;
        return { data, errors: isWhole ? none : placeErrors(run, violations) };
      };
    },
  };
}

const none = [] as const;

/** Runs all fetches, each as soon as those that it depends on have ended. */
function compileSchedule(fetches: readonly RunFetch[], dependsOn: readonly (readonly number[])[]): RunFetch {
  const dependents = fetches.map((_, index) =>
    dependsOn.flatMap((needed, other) => (needed.includes(index) ? [other] : [])),
  );
  const counts = dependsOn.map((needed) => needed.length);
  const [only] = fetches;
  if (!only) return async () => undefined;
  if (fetches.length === 1) return only;
  if (counts.every((count) => count === 0))
    return async (run) => {
      await Promise.all(fetches.map((fetch) => fetch(run)));
    };
  return (run) =>
    new Promise((done, fail) => {
      const open = [...counts];
      let left = fetches.length;
      const start = (index: number): void => {
        fetches[index]?.(run).then(() => {
          left -= 1;
          if (left === 0) return done();
          for (const dependent of dependents[index] ?? []) {
            const count = (open[dependent] ?? 0) - 1;
            open[dependent] = count;
            if (count === 0) start(dependent);
          }
        }, fail);
      };
      counts.forEach((count, index) => {
        if (count === 0) start(index);
      });
    });
}
