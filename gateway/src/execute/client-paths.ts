import { type GraphQLNamedType, isObjectType, Kind, type SelectionSetNode } from 'graphql';
import type { CanonicalKeys } from '../operation/canonical-keys.ts';
import { typeOfField } from '../operation/fields.ts';
import { type CollectContext, collectFields } from './collect-fields.ts';
import { isObject, type JsonObject } from './merge.ts';
import type { AnswerPath } from './targets.ts';

/** One operation of a client, as far as its keys are concerned. */
export interface ClientShape extends CollectContext {
  readonly root: GraphQLNamedType;
  readonly selectionSet: SelectionSetNode;
  readonly keyOf: CanonicalKeys;
}

/** A client may ask for one field under many aliases; more places than this are not named. */
const pathsMax = 20;

/**
 * Where a place of the fetched data is in the client's answer: under each alias that the client gave. A place that the client did not ask
 * for (an input of @requires, say) is that of the object that it belongs to; one that it asked for of other types only is nowhere.
 * For errors only: it is slower than what answers without any.
 */
export function findClientPaths(shape: ClientShape, fetched: JsonObject, path: AnswerPath): AnswerPath[] {
  const found: AnswerPath[] = [];

  function follow(
    sets: readonly SelectionSetNode[],
    type: GraphQLNamedType,
    value: unknown,
    at: number,
    place: AnswerPath,
  ) {
    const step = path[at];
    if (found.length === pathsMax) return;
    if (step === undefined) {
      found.push(place);
    } else if (typeof step === 'number') {
      follow(sets, type, Array.isArray(value) ? value[step] : undefined, at + 1, [...place, step]);
    } else {
      const runtime = runtimeTypeOf(value, type, shape);
      const inner = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
      const matches = [...collectFields(sets, runtime, shape)].filter(([, nodes]) =>
        nodes.some((node) => shape.keyOf(node, runtime.name) === step),
      );
      for (const [key, nodes] of matches) {
        const [node] = nodes;
        const innerType = node && typeOfField(runtime, node.name.value);
        const innerSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
        if (innerType) follow(innerSets, innerType, inner, at + 1, [...place, key]);
      }
      if (matches.length === 0 && !mentions(sets, step, shape)) found.push(place);
    }
  }

  follow([shape.selectionSet], shape.root, fetched, 0, []);
  return found;
}

/** Whether a key is asked for, of whatever type. */
function mentions(sets: readonly SelectionSetNode[], step: string, shape: ClientShape): boolean {
  return sets.some(({ selections }) =>
    selections.some((node) => {
      if (node.kind === Kind.FIELD) return shape.keyOf(node, '') === step;
      const body = node.kind === Kind.INLINE_FRAGMENT ? node : shape.fragments.get(node.name.value);
      return body !== undefined && mentions([body.selectionSet], step, shape);
    }),
  );
}

function runtimeTypeOf(value: unknown, type: GraphQLNamedType, { schema }: ClientShape): GraphQLNamedType {
  const name = isObject(value) ? value['__typename'] : undefined;
  return (typeof name === 'string' && !isObjectType(type) && schema.getType(name)) || type;
}
