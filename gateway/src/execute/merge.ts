/** A JSON object as subgraphs answer it. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object with fields. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts the fields of an answer into an object; parts of the answer may become parts of the object. */
export type Merge = (target: JsonObject, source: JsonObject) => void;

/**
 * Makes the merge of a supergraph. What is there is only completed: null gives way to a value, lists are merged element by
 * element, and an object keeps its concrete type where a subgraph knows it only by an interface (@interfaceObject).
 * @param isAbstract whether a type name is that of an interface.
 */
export function createMerge(isAbstract: (typeName: string) => boolean): Merge {
  function merge(target: JsonObject, source: JsonObject): void {
    for (const key of Object.keys(source)) {
      const value = source[key];
      if (key === '__proto__') setOwn(target, key, value);
      else target[key] = mergeValues(key, target[key], value);
    }
  }

  function mergeValues(key: string, known: unknown, value: unknown): unknown {
    if (value === undefined || value === null) return known === undefined ? value : known;
    if (typeof known !== 'object' || known === null) {
      return key === '__typename' && typeof known === 'string' && isAbstract(String(value)) ? known : value;
    }
    if (Array.isArray(known)) {
      if (Array.isArray(value)) mergeLists(known, value);
      return known;
    }
    if (!isObject(value)) return value;
    merge(known as JsonObject, value);
    return known;
  }

  function mergeLists(known: unknown[], values: readonly unknown[]): void {
    for (let index = 0; index < known.length; index += 1) known[index] = mergeValues('', known[index], values[index]);
  }

  return merge;
}

/** A client may ask for an alias `__proto__`, which by assignment would change the object's prototype. */
export function setOwn(target: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The same fields, with values that share no object with the original. */
export function copyObject(source: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(source)) {
    const value = copyValue(source[key]);
    if (key === '__proto__') setOwn(copy, key, value);
    else copy[key] = value;
  }
  return copy;
}

function copyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyValue);
  return isObject(value) ? copyObject(value) : value;
}
