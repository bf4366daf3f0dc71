import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import { compileFetch, type FetchTools, type Run, type RunFetch } from './compile-fetch.ts';
import type { Violation } from './completion.ts';
import type { ExecutionOutcome, Executor } from './executor.ts';
import type { FetchSubgraph, SubgraphAnswer } from './fetch-subgraph.ts';
import { createMerge, type JsonObject } from './merge.ts';
import { compileProjection } from './project.ts';
import { scheduleFetches } from './schedule.ts';
import type { AnswerPath } from './targets.ts';
import { createTypes } from './types.ts';

/** Compiles each operation to closures: nothing of plan or query is looked at again when it is executed. */
export function createCompiledExecutor(loaded: LoadedSupergraph, fetchSubgraph: FetchSubgraph): Executor {
  const types = createTypes(loaded);
  const tools: FetchTools = { types, merge: createMerge(types.isInterface), fetchSubgraph };
  return {
    compile({ plan, shape, conditions }) {
      const scheduled = plan ? scheduleFetches(plan, conditions) : [];
      const runFetches = compileSchedule(
        scheduled.map(({ fetch }) => compileFetch(fetch, tools)),
        scheduled.map(({ dependsOn }) => dependsOn),
      );
      const project = compileProjection(loaded.schema, shape, conditions);
      return async (variables, context) => {
        const run = new OperationRun(variables, context);
        await runFetches(run);
        const { data, violations } = project(run.fetched);
        return { data, errors: violations.length === 0 ? run.errors : run.explain(violations) };
      };
    },
  };
}

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

class OperationRun implements Run {
  readonly fetched: JsonObject = {};
  readonly errors: GraphQLError[] = [];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  /** Whether a part is missing whose place is not known. */
  #isIncomplete = false;

  constructor(variables: Readonly<Record<string, unknown>>, context: GatewayContext) {
    this.variables = variables;
    this.context = context;
  }

  report(error: GraphQLFormattedError, place: AnswerPath | undefined, serviceName: string): void {
    if (!place) this.#isIncomplete = true;
    this.errors.push(
      new GraphQLError(error.message, { path: place ?? null, extensions: { ...error.extensions, serviceName } }),
    );
  }

  reportOutage({ outage }: SubgraphAnswer): void {
    if (!outage) return;
    this.#isIncomplete = true;
    this.errors.push(outage);
  }

  /** The errors with those violations that none of them explains. */
  explain(violations: readonly Violation[]): ExecutionOutcome['errors'] {
    const places = this.errors.flatMap(({ path }) => (path ? [path.join('.')] : []));
    const unexplained = violations.filter(({ path, isMissing }) => {
      if (isMissing && this.#isIncomplete) return false;
      const place = path.join('.');
      return !places.some((other) => isWithin(place, other) || isWithin(other, place));
    });
    const byPlace = new Map(unexplained.toReversed().map((violation) => [violation.path.join('.'), violation]));
    const found = [...byPlace.values()]
      .toReversed()
      .map(({ message, path }) => new GraphQLError(message, { path, extensions: { code: 'INVALID_SUBGRAPH_VALUE' } }));
    return [...this.errors, ...found];
  }
}

const isWithin = (place: string, outer: string): boolean => place === outer || place.startsWith(`${outer}.`);
