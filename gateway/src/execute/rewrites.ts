import type { PathStep, PlanPath, Rewrite } from '../plan/query-plan.ts';
import { isObject, type JsonObject, setOwn } from './merge.ts';
import type { IsOfType } from './targets.ts';

/** Changes an object in place. */
export type ApplyRewrites = (value: JsonObject) => void;

/** Compiles rewrites to one function; null if there are none. */
export function compileRewrites(rewrites: readonly Rewrite[], isOfType: IsOfType): ApplyRewrites | null {
  if (rewrites.length === 0) return null;
  return (value) => {
    for (const rewrite of rewrites) applyAlong(value, rewrite.path, rewrite, isOfType);
  };
}

function applyAlong(value: unknown, path: PlanPath, rewrite: Rewrite, isOfType: IsOfType): void {
  if (Array.isArray(value)) {
    for (const element of value) applyAlong(element, path, rewrite, isOfType);
    return;
  }
  const [step, ...rest] = path;
  if (step === undefined || !isObject(value)) return;
  if (step === '@') applyAlong(value, rest, rewrite, isOfType);
  else if ('types' in step) {
    // Plans do not always ask which type an object has; keys that are renamed are there for one type alone.
    const typeName = value['__typename'];
    if (typeName === undefined || isOfType(typeName, step.types)) applyAlong(value, rest, rewrite, isOfType);
  } else if (rest.length > 0) applyAlong(value[step.key], rest, rewrite, isOfType);
  else applyTo(value, step.key, rewrite);
}

function applyTo(object: JsonObject, key: string, rewrite: Rewrite): void {
  if (rewrite.kind === 'set') object[key] = rewrite.value;
  else if (Object.hasOwn(object, key)) {
    const value = object[key];
    delete object[key];
    // Where the key is taken, the plan asked the same field twice.
    setOwn(object, rewrite.to, value);
  }
}

/** The client's key for a key of a fetch that is renamed in its answer, for the paths of errors. */
export function renamedKeys(rewrites: readonly Rewrite[]): ReadonlyMap<string, string> {
  const isKey = (step: PathStep | undefined): step is { readonly key: string } =>
    typeof step === 'object' && 'key' in step;
  return new Map(
    rewrites.flatMap((rewrite) => {
      const last = rewrite.path.at(-1);
      return rewrite.kind === 'rename' && isKey(last) ? [[last.key, rewrite.to] as const] : [];
    }),
  );
}
