import { Kind, parse, type SelectionSetNode } from 'graphql';
import { responseKeyOf } from '../operation/fields.ts';
import { keysOfPath } from '../plan/query-plan.ts';
import type { FailedFetch, FetchPlace } from '../transport/unavailable.ts';

type Path = readonly (string | number)[];

interface LostField {
  readonly path: Path;
  /** A field with fields of its own, such as a subgraph's door. */
  readonly isObject: boolean;
}

/**
 * Where a failed fetch left its gap in the client's answer, as one path.
 *
 * Lost are the fields that this fetch should have given and that are null now; what another subgraph gave as well is not
 * lost. One lost field: its path. Several: the path of the one that is an object (a subgraph's door) if there is exactly one,
 * else their longest common path. A path ends before the first list, because one failed fetch is one error however many
 * elements it was for; so is one for several places, with what their paths have in common. Undefined if the fields have nothing in common but the root.
 */
export function pathOfFailure({ query, places }: FailedFetch, data: unknown): Path | undefined {
  const paths = places.map((place) => pathOfPlace(query, place, data));
  const [first] = paths;
  if (paths.length < 2) return first;
  const common = commonPath(paths.map((path) => path ?? []));
  return common.length > 0 ? common : undefined;
}

function pathOfPlace(query: string, { path, responseKey }: FetchPlace, data: unknown): Path | undefined {
  const listAt = path.indexOf('@');
  const keys = keysOfPath(listAt >= 0 ? path.slice(0, listAt) : path);
  if (listAt >= 0) return reach(data, keys).path;
  const { path: reached, value } = reach(data, keys);
  if (value === null || value === undefined) return reached.length > 0 ? reached : rootOf(query, responseKey);
  const lost = lostFields(rootSelections(query, responseKey), value, reached);
  const [first, ...others] = lost;
  if (!first) return reached.length > 0 ? reached : rootOf(query, responseKey);
  if (others.length === 0) return first.path;
  const doors = lost.filter((field) => field.isObject);
  if (doors.length === 1 && doors[0]) return doors[0].path;
  const common = commonPath(lost.map((field) => field.path));
  return common.length > 0 ? common : undefined;
}

/** Follows a path as far as there are objects; stops at the first null, for the gap is there. */
function reach(data: unknown, path: Path): { path: Path; value: unknown } {
  let value = data;
  const reached: (string | number)[] = [];
  for (const step of path) {
    if (!isObject(value)) break;
    value = Object.hasOwn(value, step) ? value[step] : undefined;
    reached.push(step);
  }
  return { path: reached, value };
}

/** The fields that the fetch was for: those of the operation, or those of the entities. */
function rootSelections(query: string, responseKey: string | null): readonly SelectionSetNode[] {
  const operation = parse(query, { noLocation: true }).definitions.find(
    (node) => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) return [];
  if (responseKey === null) return [operation.selectionSet];
  return operation.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD && node.selectionSet && responseKeyOf(node) === responseKey ? [node.selectionSet] : [],
  );
}

function lostFields(sets: readonly SelectionSetNode[], value: unknown, path: Path): LostField[] {
  if (!isObject(value)) return [];
  return sets.flatMap(({ selections }) =>
    selections.flatMap((node): LostField[] => {
      if (node.kind === Kind.INLINE_FRAGMENT) return lostFields([node.selectionSet], value, path);
      if (node.kind !== Kind.FIELD) return [];
      const key = responseKeyOf(node);
      // A key of the plan's own (an input of @requires, for example) is not part of the answer.
      if (!Object.hasOwn(value, key)) return [];
      const found = value[key];
      const { selectionSet } = node;
      if (found === null) return [{ path: [...path, key], isObject: selectionSet !== undefined }];
      return selectionSet ? lostFields([selectionSet], found, [...path, key]) : [];
    }),
  );
}

/** The only root field of the fetch, where even that is gone. */
function rootOf(query: string, responseKey: string | null): Path | undefined {
  const fields = rootSelections(query, responseKey).flatMap(({ selections }) =>
    selections.flatMap((node) => (node.kind === Kind.FIELD ? [responseKeyOf(node)] : [])),
  );
  return fields.length === 1 ? fields : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function commonPath(paths: readonly Path[]): Path {
  const [first = [], ...others] = paths;
  const length = first.findIndex((step, index) => others.some((other) => other[index] !== step));
  return length < 0 ? first : first.slice(0, length);
}
