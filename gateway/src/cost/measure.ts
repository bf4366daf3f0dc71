import type { Variables } from './expression.ts';

/** A field of an operation that costs something. */
export interface MeteredField {
  readonly responseKey: string;
  /** How many lists its type has inside each other. */
  readonly listDepth: number;
  /** What its value may be; one branch unless it is of an abstract type. */
  readonly branches: readonly Branch[];
  /** What its arguments cost, or null for nothing. */
  readonly inputs: ((variables: Variables) => number) | null;
}

/** What an object of certain types costs. */
export interface Branch {
  readonly typeNames: ReadonlySet<string>;
  /** The response key under which the answer says its type, if it was asked. */
  readonly typenameKey: string | null;
  readonly weight: number;
  /** Those that cost something. */
  readonly fields: readonly MeteredField[];
}

type Values = Readonly<Record<string, unknown>>;

/** What the fields of an object in an answer cost. */
export function measureFields(object: Values, fields: readonly MeteredField[], variables: Variables): number {
  let cost = 0;
  for (const { responseKey, listDepth, branches, inputs } of fields) {
    const value = object[responseKey];
    if (value === null || value === undefined) continue;
    if (inputs !== null) cost += inputs(variables);
    cost += measureValue(value, listDepth, branches, variables);
  }
  return cost;
}

/** Null costs nothing: nothing was found, or nothing may be seen. */
function measureValue(value: unknown, listDepth: number, branches: readonly Branch[], variables: Variables): number {
  if (value === null || value === undefined) return 0;
  if (listDepth > 0 && Array.isArray(value)) {
    let sum = 0;
    for (const item of value) sum += measureValue(item, listDepth - 1, branches, variables);
    return sum;
  }
  const [first] = branches;
  if (!first) return 0;
  if (typeof value !== 'object') return first.weight;
  const object = value as Values;
  if (branches.length === 1) return measureBranch(object, first, variables);
  const named = branches.find(
    ({ typenameKey, typeNames }) => typenameKey !== null && typeNames.has(String(object[typenameKey])),
  );
  if (named) return measureBranch(object, named, variables);
  // The answer does not say which type it is, so it counts as the dearest that it can be, as in the estimate.
  let largest = 0;
  for (const branch of branches) largest = Math.max(largest, measureBranch(object, branch, variables));
  return largest;
}

const measureBranch = (object: Values, { weight, fields }: Branch, variables: Variables): number =>
  fields.length === 0 ? weight : weight + measureFields(object, fields, variables);
