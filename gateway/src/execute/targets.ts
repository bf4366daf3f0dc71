import type { PathStep, PlanPath } from '../plan/query-plan.ts';
import { isObject, type JsonObject } from './merge.ts';

/** A place in an answer: response keys and list indexes. */
export type AnswerPath = readonly (string | number)[];

/** Calls back with each object that a path leads to, in the order of the answer. */
export type VisitTargets = (root: unknown, found: (target: JsonObject) => void) => void;

/**
 * Compiles a path to a walk that finds the objects at its end.
 * @param isOfType whether an object of that type name is meant by a type condition.
 */
export function compileTargets(path: PlanPath, isOfType: IsOfType): VisitTargets {
  return path.reduceRight<VisitTargets>(
    (next, step) => compileStep(step, next, isOfType),
    (value, found) => {
      if (Array.isArray(value)) visitElements(value, found, (element, go) => isObject(element) && go(element));
      else if (isObject(value)) found(value);
    },
  );
}

/** Whether an object whose `__typename` is `typeName` is one of the types. */
export type IsOfType = (typeName: unknown, types: readonly string[]) => boolean;

function compileStep(step: PathStep, next: VisitTargets, isOfType: IsOfType): VisitTargets {
  if (step === '@') {
    return (value, found) => {
      if (Array.isArray(value)) visitElements(value, found, next);
      // Lists of lists: the first `@` went through all levels.
      else next(value, found);
    };
  }
  if ('key' in step) {
    const { key } = step;
    return (value, found) => {
      if (isObject(value)) next(Object.hasOwn(value, key) ? value[key] : undefined, found);
    };
  }
  const { types } = step;
  return (value, found) => {
    if (isObject(value) && isOfType(value['__typename'], types)) next(value, found);
  };
}

/** Goes through all levels of a list of lists at once; planners write one `@` or one for each level. */
function visitElements(list: readonly unknown[], found: (target: JsonObject) => void, next: VisitTargets): void {
  for (const element of list) {
    if (Array.isArray(element)) visitElements(element, found, next);
    else next(element, found);
  }
}

/**
 * The places of the objects that a path leads to, in the same order as the compiled walk finds them. For errors only: it is slower.
 */
export function locateTargets(root: unknown, path: PlanPath, isOfType: IsOfType): AnswerPath[] {
  const places: AnswerPath[] = [];
  const visit = (value: unknown, steps: PlanPath, place: AnswerPath): void => {
    const [step, ...rest] = steps;
    if (Array.isArray(value)) {
      const inner = step === '@' ? rest : steps;
      value.forEach((element, index) => {
        visit(element, Array.isArray(element) ? steps : inner, [...place, index]);
      });
    } else if (step === '@') visit(value, rest, place);
    else if (!isObject(value)) return;
    else if (step === undefined) places.push(place);
    else if ('key' in step) {
      if (Object.hasOwn(value, step.key)) visit(value[step.key], rest, [...place, step.key]);
    } else if (isOfType(value['__typename'], step.types)) visit(value, rest, place);
  };
  visit(root, path, []);
  return places;
}
