export type Path = readonly (string | number)[];

/** What the judge says. */
export interface Expected {
  readonly data: unknown;
  readonly errors: readonly Path[];
  /** Objects of which an input of @requires was lost to an error although nobody asked for it: more errors are allowed there. */
  readonly hidden: readonly Path[];
}

/** What an engine answered. */
export interface Actual {
  readonly data?: unknown;
  readonly errors?:
    | readonly { readonly message: string; readonly path?: Path | undefined; readonly code?: unknown }[]
    | undefined;
  /** What the gateway told its operators alone. */
  readonly logged?: readonly string[];
}

/**
 * The first difference of an answer from the judge's, in words; null if there is none. Data must be the same to the byte
 * once printed, so the order of keys counts.
 *
 * Errors are compared by path. An error at the very place of a null counts one by one. Where a null bubbled up, the place
 * that became null counts once: the specification (6.4.4) lets an executor report one or several of the errors below it.
 * Errors of fields that the answer does not have are no difference: plans ask for more than clients do (inputs of
 * @requires, fields of an interface for all of its types), and the monolith never does.
 */
export function findDifference(expected: Expected, actual: Actual): string | null {
  const found = actual.data === undefined ? null : actual.data;
  const judged = expected.data === undefined ? null : expected.data;
  if (JSON.stringify(judged) !== JSON.stringify(found)) return describeData(judged, found, 'data');

  const paths = (actual.errors ?? []).map(({ path }) => path ?? []).filter((path) => !isUnasked(path, judged));
  const wanted = countPlaces(expected.errors, judged);
  const given = countPlaces(
    paths.filter((path) => !isNear(path, expected.hidden) || wanted.has(keyOf(placeOf(path, judged)))),
    judged,
  );
  for (const [place, count] of wanted)
    if (given.get(place) !== count) return `errors: ${given.get(place) ?? 0} instead of ${count} at ${place}`;
  for (const [place, count] of given)
    if (!wanted.has(place))
      return `errors: ${count} that nobody expected at ${place}: ${actual.errors?.map(({ message }) => message).join('; ')}`;
  return null;
}

interface Place {
  readonly path: Path;
  /** Whether the path ends before its last step, at a null. */
  readonly isBubbled: boolean;
}

/** How far into the answer a path leads. */
function placeOf(path: Path, data: unknown): Place {
  let value = data;
  for (const [index, step] of path.entries()) {
    if (value === null || value === undefined) return { path: path.slice(0, index), isBubbled: true };
    if (typeof value !== 'object') break;
    value = (value as Record<string | number, unknown>)[step];
  }
  return { path, isBubbled: false };
}

/** Whether the path leads to a field that an object of the answer does not have. */
function isUnasked(path: Path, data: unknown): boolean {
  let value = data;
  for (const [index, step] of path.entries()) {
    if (typeof value !== 'object' || value === null) return false;
    if (!Object.hasOwn(value, step)) return index > 0 && !Array.isArray(value);
    value = (value as Record<string | number, unknown>)[step];
  }
  return false;
}

const keyOf = ({ path }: Place): string => `/${path.join('/')}`;

function countPlaces(paths: readonly Path[], data: unknown): Map<string, number> {
  const places = paths.map((path) => placeOf(path, data));
  const bubbled = new Set(places.filter(({ isBubbled }) => isBubbled).map(keyOf));
  const counts = new Map<string, number>();
  for (const place of places) {
    const key = keyOf(place);
    counts.set(key, bubbled.has(key) ? 1 : (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const isNear = (path: Path, places: readonly Path[]): boolean =>
  places.some((place) => place.every((step, index) => path[index] === step));

function describeData(expected: unknown, actual: unknown, place: string): string {
  if (isBranch(expected) && isBranch(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const keys = Object.keys(expected);
    for (const key of keys) {
      if (!(key in actual)) return `${place}.${key} is missing`;
      if (JSON.stringify(expected[key]) !== JSON.stringify(actual[key]))
        return describeData(expected[key], actual[key], `${place}.${key}`);
    }
    const more = Object.keys(actual).filter((key) => !(key in expected));
    if (more.length > 0) return `${place} has more than asked: ${more.join(', ')}`;
    return `${place} has its keys in the order ${Object.keys(actual).join(', ')} instead of ${keys.join(', ')}`;
  }
  return `${place} is ${JSON.stringify(actual)?.slice(0, 200)} instead of ${JSON.stringify(expected)?.slice(0, 200)}`;
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
