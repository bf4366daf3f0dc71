import { type DocumentNode, GraphQLError } from 'graphql';
import { responseKeyOf } from '../operation/fields.ts';
import type { SubgraphUnavailable } from '../transport/unavailable.ts';
import { type ClientShape, findClientPaths } from './client-paths.ts';
import type { Violation } from './completion.ts';
import type { OperationRun, ReportedError } from './operation-run.ts';
import { pathOfFailure } from './outage.ts';
import { compileProjection, type Project, readShape } from './project.ts';
import type { AnswerPath } from './targets.ts';

/** Gives the errors of an execution their places in the client's answer. */
export type PlaceErrors = (run: OperationRun, violations: readonly Violation[]) => GraphQLError[];

/**
 * @param shape what the client asked for.
 * @param planned the same operation as it was planned; null if there was nothing to fetch.
 */
export function compileErrorPlaces(shape: ClientShape, planned: DocumentNode | null): PlaceErrors {
  let projectPlanned: Project | null = null;

  /** The answer under the keys by which it was fetched, nulls bubbled: what a failed fetch left out is null there. */
  function answerAsPlanned({ fetched }: OperationRun): unknown {
    if (!planned) return null;
    projectPlanned ??= compileProjection(readShape(shape.schema, planned, {}, responseKeyOf));
    return projectPlanned(fetched).data;
  }

  function placeError({ error, place, serviceName }: ReportedError, run: OperationRun): GraphQLError[] {
    const extensions = { ...error.extensions, serviceName };
    const places = place ? findClientPaths(shape, run.fetched, place) : [null];
    return places.map((path) => new GraphQLError(error.message, { path, extensions }));
  }

  function placeOutage(outage: SubgraphUnavailable, run: OperationRun): SubgraphUnavailable {
    const path = outage.fetch && pathOfFailure(outage.fetch, answerAsPlanned(run));
    const [place] = path ? findClientPaths(shape, run.fetched, path) : [];
    return place ? outage.at(place) : outage;
  }

  return (run, violations) => {
    const errors = run.errors.flatMap((error) => placeError(error, run));
    const outages = run.outages.map((outage) => placeOutage(outage, run));
    const isIncomplete = outages.length > 0 || errors.some(({ path }) => !path);
    return [...errors, ...outages, ...explain(violations, errors, isIncomplete)];
  };
}

/** The violations that no other error explains, one for each place. */
function explain(
  violations: readonly Violation[],
  errors: readonly GraphQLError[],
  isIncomplete: boolean,
): GraphQLError[] {
  const known = errors.flatMap(({ path }) => (path ? [keyOf(path)] : []));
  const found = new Map<string, GraphQLError>();
  for (const { message, path, isMissing } of violations) {
    const key = keyOf(path);
    if ((isMissing && isIncomplete) || found.has(key)) continue;
    if (known.some((other) => isWithin(key, other) || isWithin(other, key))) continue;
    found.set(key, new GraphQLError(message, { path, extensions: { code: 'INVALID_SUBGRAPH_VALUE' } }));
  }
  return [...found.values()];
}

const keyOf = (path: AnswerPath): string => `${path.join('.')}.`;

const isWithin = (place: string, outer: string): boolean => place.startsWith(outer);
