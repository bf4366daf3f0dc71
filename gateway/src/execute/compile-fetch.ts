import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { EntityFetch, FetchNode } from '../plan/query-plan.ts';
import type { SubgraphUnavailable } from '../transport/unavailable.ts';
import type { FetchSubgraph } from './fetch-subgraph.ts';
import { copyObject, isObject, type JsonObject, type Merge } from './merge.ts';
import { type BuildRepresentation, compileRepresentation } from './representations.ts';
import { type ApplyRewrites, compileRewrites, renamedKeys } from './rewrites.ts';
import { type AnswerPath, compileTargets, locateTargets, type VisitTargets } from './targets.ts';
import type { Types } from './types.ts';

type Variables = Readonly<Record<string, unknown>>;

/** One execution of an operation, as its fetches see it. */
export interface Run {
  /** What was fetched so far. */
  readonly fetched: JsonObject;
  readonly variables: Variables;
  readonly context: GatewayContext;
  /** An error of a subgraph, placed in the fetched data; undefined where the place cannot be known. */
  report(error: GraphQLFormattedError, place: AnswerPath | undefined, serviceName: string): void;
  /** A subgraph that gave no answer. */
  reportOutage(outage: SubgraphUnavailable): void;
}

/** Makes one fetch and merges what it brings. */
export type RunFetch = (run: Run) => Promise<void>;

/** What compiling fetches needs. */
export interface FetchTools {
  readonly types: Types;
  readonly merge: Merge;
  readonly fetchSubgraph: FetchSubgraph;
}

/** Compiles one fetch of a plan. */
export function compileFetch(node: FetchNode, tools: FetchTools): RunFetch {
  return node.entities ? compileEntityFetch(node, node.entities, tools) : compileRootFetch(node, tools);
}

function compileRootFetch(node: FetchNode, { types, merge, fetchSubgraph }: FetchTools): RunFetch {
  const head = headOf(node);
  const rewrite = compileRewrites(node.outputRewrites, types.isOfType);
  const renamed = renamedKeys(node.outputRewrites);
  return async (run) => {
    const fetch = { ...head, variables: pickVariables(node.variableUsages, run.variables), places: rootPlaces };
    const answer = await fetchSubgraph(fetch, run.context);
    if (answer.outage) run.reportOutage(answer.outage);
    if (answer.data) {
      rewrite?.(answer.data);
      merge(run.fetched, answer.data);
    }
    for (const error of answer.errors ?? [])
      run.report(error, error.path && translateKeys(error.path, renamed), node.serviceName);
  };
}

const rootPlaces = [{ path: [], responseKey: null }] as const;

const headOf = ({ serviceName, operation, operationName, operationKind }: FetchNode) => ({
  serviceName,
  query: operation,
  operationName,
  isMutation: operationKind === 'mutation',
});

/** The variables that a fetch reads and the client sent. */
function pickVariables(names: readonly string[], variables: Variables): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(variables, name)) picked[name] = variables[name];
  return picked;
}

const translateKeys = (path: readonly (string | number)[], renamed: ReadonlyMap<string, string>): AnswerPath =>
  renamed.size === 0 ? path : path.map((step) => (typeof step === 'string' ? (renamed.get(step) ?? step) : step));

/** One `_entities` field, compiled. */
interface CompiledEntities {
  readonly part: EntityFetch;
  readonly visits: readonly VisitTargets[];
  readonly build: BuildRepresentation;
  readonly rewrite: ApplyRewrites | null;
  readonly renamed: ReadonlyMap<string, string>;
}

/** The entities that one `_entities` field is asked for in one execution. */
interface Asked {
  readonly representations: JsonObject[];
  /** The objects that get the answer to a representation; objects with equal representations share it. */
  readonly targets: JsonObject[][];
}

function compileEntityFetch(node: FetchNode, parts: readonly EntityFetch[], tools: FetchTools): RunFetch {
  const { types, merge, fetchSubgraph } = tools;
  const head = headOf(node);
  const compiled = parts.map(
    (part): CompiledEntities => ({
      part,
      visits: part.paths.map((path) => compileTargets(path, types.isOfType)),
      build: compileRepresentation(node.serviceName, part, types),
      rewrite: compileRewrites(part.outputRewrites, types.isOfType),
      renamed: renamedKeys(part.outputRewrites),
    }),
  );
  const places = parts.flatMap(({ paths, responseKey }) => paths.map((path) => ({ path, responseKey })));

  return async (run) => {
    const asked = compiled.map((entities) => findEntities(entities, run));
    if (asked.every(({ representations }) => representations.length === 0)) return;
    const variables = pickVariables(node.variableUsages, run.variables);
    compiled.forEach(({ part }, index) => {
      variables[part.variableName] = asked[index]?.representations ?? [];
    });
    const answer = await fetchSubgraph({ ...head, variables, places }, run.context);
    if (answer.outage) run.reportOutage(answer.outage);
    // Places are looked for before the answer changes what stands there.
    if (answer.errors?.length) reportErrors(answer.errors, compiled, asked, run, node.serviceName, types);
    compiled.forEach((entities, index) => {
      const found = asked[index];
      if (found) mergeEntities(answer.data?.[entities.part.responseKey], found, entities, merge);
    });
  };
}

function findEntities({ visits, build }: CompiledEntities, { fetched, variables }: Run): Asked {
  const representations: JsonObject[] = [];
  const targets: JsonObject[][] = [];
  const known = new Map<string, JsonObject[]>();
  const add = (target: JsonObject) => {
    const representation = build(target, variables);
    if (!representation) return;
    const key = JSON.stringify(representation);
    const same = known.get(key);
    if (same) {
      same.push(target);
      return;
    }
    const group = [target];
    known.set(key, group);
    representations.push(representation);
    targets.push(group);
  };
  for (const visit of visits) visit(fetched, add);
  return { representations, targets };
}

function mergeEntities(answer: unknown, { targets }: Asked, { rewrite }: CompiledEntities, merge: Merge): void {
  if (!Array.isArray(answer)) return;
  targets.forEach((group, index) => {
    const entity: unknown = answer[index];
    if (!isObject(entity)) return;
    rewrite?.(entity);
    // Each object gets values of its own: what is fetched for one later must not appear in the other.
    const copies = group.map((_, position) => (position === 0 ? entity : copyObject(entity)));
    group.forEach((target, position) => {
      const copy = copies[position];
      if (copy) merge(target, copy);
    });
  });
}

/** An error on one representation is an error at each of its objects. */
function reportErrors(
  errors: readonly GraphQLFormattedError[],
  compiled: readonly CompiledEntities[],
  asked: readonly Asked[],
  run: Run,
  serviceName: string,
  types: Types,
): void {
  const located = compiled.map(({ part, visits }) => {
    const places = new Map<JsonObject, AnswerPath[]>();
    part.paths.forEach((path, index) => {
      const found = locateTargets(run.fetched, path, types.isOfType);
      visits[index]?.(run.fetched, (target) => {
        const place = found.shift();
        if (place) places.set(target, [...(places.get(target) ?? []), place]);
      });
    });
    return places;
  });
  for (const error of errors) {
    const [responseKey, position, ...rest] = error.path ?? [];
    const index = compiled.findIndex(({ part }) => part.responseKey === responseKey);
    const entities = compiled[index];
    const group = typeof position === 'number' ? (asked[index]?.targets[position] ?? []) : [];
    const inner = entities ? translateKeys(rest, entities.renamed) : rest;
    const places = group.flatMap((target) => located[index]?.get(target) ?? []);
    if (places.length === 0) run.report(error, undefined, serviceName);
    for (const place of places) run.report(error, [...place, ...inner], serviceName);
  }
}
