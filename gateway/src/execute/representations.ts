import type { EntityFetch, RequiredField, RequiredFragment, RequiredSelection } from '../plan/query-plan.ts';
import { isObject, type JsonObject } from './merge.ts';
import { type ApplyRewrites, compileRewrites } from './rewrites.ts';
import type { Types } from './types.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Makes the representation of an entity from what was fetched of it; null if it cannot be told to the subgraph. */
export type BuildRepresentation = (entity: JsonObject, variables: Variables) => JsonObject | null;

/**
 * Compiles what a fetch requires of its entities.
 *
 * A nullable input of @requires that could not be fetched is passed as null, so that the subgraph can still answer what it knows
 * by itself. Without a key, or without an input that may not be null, there is no representation.
 */
export function compileRepresentation(
  serviceName: string,
  { requires, inputRewrites }: Pick<EntityFetch, 'requires' | 'inputRewrites'>,
  types: Types,
): BuildRepresentation {
  const fill = compileSelections(requires, null, serviceName, types);
  const rewrite: ApplyRewrites | null = compileRewrites(inputRewrites, types.isOfType);
  return (entity, variables) => {
    const representation: JsonObject = {};
    if (!fill(entity, representation, variables)) return null;
    // Of a type that none of the fragments is for.
    if (representation['__typename'] === undefined) return null;
    rewrite?.(representation);
    return representation;
  };
}

/** Copies what is required; false if something is missing. */
type Fill = (source: JsonObject, target: JsonObject, variables: Variables) => boolean;

function compileSelections(
  selections: readonly RequiredSelection[],
  typeName: string | null,
  serviceName: string,
  types: Types,
): Fill {
  const parts = selections.map((selection) =>
    selection.kind === 'Field'
      ? compileField(selection, typeName, serviceName, types)
      : compileFragment(selection, typeName, serviceName, types),
  );
  return (source, target, variables) => {
    for (const part of parts) if (!part(source, target, variables)) return false;
    return true;
  };
}

function compileFragment(fragment: RequiredFragment, typeName: string | null, serviceName: string, types: Types): Fill {
  const { type, skipIf, includeIf } = fragment;
  const fill = compileSelections(fragment.selections, type ?? typeName, serviceName, types);
  const wanted = type === null ? null : [type];
  return (source, target, variables) => {
    if (skipIf !== undefined && variables[skipIf] === true) return true;
    if (includeIf !== undefined && variables[includeIf] !== true) return true;
    const found = source['__typename'];
    // Objects of value types may come without their type's name.
    if (wanted !== null && found !== undefined && !types.isOfType(found, wanted)) return true;
    return fill(source, target, variables);
  };
}

function compileField(field: RequiredField, typeName: string | null, serviceName: string, types: Types): Fill {
  const { from, name } = field;
  const mayBeNull = typeName !== null && types.mayBeNull(serviceName, typeName, name);
  const inner =
    field.selections.length > 0
      ? compileSelections(field.selections, typeName && types.typeOfField(typeName, name), serviceName, types)
      : null;
  return (source, target, variables) => {
    const value = Object.hasOwn(source, from) ? source[from] : undefined;
    const copied = inner && value !== undefined ? copyValue(value, inner, variables) : value;
    if (copied === undefined) {
      if (!mayBeNull) return false;
      target[name] = null;
      return true;
    }
    // Two fragments may ask for parts of one object.
    const known = Object.hasOwn(target, name) ? target[name] : undefined;
    target[name] = isObject(known) && isObject(copied) ? { ...known, ...copied } : copied;
    return true;
  };
}

/** Undefined if something inside is missing that may not be. */
function copyValue(value: unknown, fill: Fill, variables: Variables): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element) => copyValue(element, fill, variables));
    return elements.includes(undefined) ? undefined : elements;
  }
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  return fill(value, copy, variables) ? copy : undefined;
}
