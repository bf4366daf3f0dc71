import {
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  print,
} from 'graphql';
import { responseKeyOf } from './fields.ts';

/** The key under which a field of an operation is fetched; clients see their own keys only in the answer. */
export type CanonicalKeys = (field: FieldNode, parentTypeName: string) => string;

/**
 * Which keys fields are fetched under: their own names, so that an alias of a client never falls on a field that a plan needs (a key, an
 * input of @requires) and operations that differ in aliases alone have one plan.
 *
 * A field with arguments, or whose type differs between the types that have it, gets a key made of a number and its name. So do the
 * fields of a mutation, each of which is carried out by itself, and an object that is asked for under a second alias: a null
 * that bubbles up under one alias must not be seen under the other.
 * @returns makes the keys of one operation; numbers are given in the order in which keys are asked for.
 */
export function readKeyRules(schema: GraphQLSchema): () => CanonicalKeys {
  const shapes = new Map<string, string | null>();
  for (const type of Object.values(schema.getTypeMap())) {
    // Introspection is answered apart; its `name` must not count as another type of everybody's `name`.
    if (isIntrospectionType(type) || (!isObjectType(type) && !isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const shape = field.args.length > 0 ? null : shapeOf(field.type);
      const known = shapes.get(field.name);
      shapes.set(field.name, known === undefined || known === shape ? shape : null);
    }
  }
  const mutation = schema.getMutationType()?.name;

  return () => {
    const numbers = new Map<string, number>();
    const firstKeys = new Map<string, string>();
    return (field, parentTypeName) => {
      const name = field.name.value;
      if (name === '__typename') return name;
      const clientKey = responseKeyOf(field);
      const shape = shapes.get(name) ?? null;
      if (shape !== null && parentTypeName !== mutation && !hasOtherDirectives(field)) {
        if (!shape.includes(composite)) return name;
        const firstKey = firstKeys.get(name) ?? clientKey;
        firstKeys.set(name, firstKey);
        if (firstKey === clientKey) return name;
      }
      // Fields of objects of different types may share a client's key and differ in their arguments.
      const pair = `${name} ${clientKey} ${(field.arguments ?? []).map(print).join()}`;
      const number = numbers.get(pair) ?? numbers.size;
      numbers.set(pair, number);
      return `_${number}_${name}`;
    };
  };
}

/** Stands for any object in a shape. */
const composite = '{}';

/** Two fields may share a key if this is equal (GraphQL, section 5.3.2, SameResponseShape). */
function shapeOf(type: GraphQLOutputType): string {
  if (isNonNullType(type)) return `${shapeOf(type.ofType)}!`;
  if (isListType(type)) return `[${shapeOf(type.ofType)}]`;
  return isCompositeType(getNamedType(type)) ? composite : type.name;
}

/** Directives that may change what a subgraph answers. */
export const hasOtherDirectives = ({ directives = [] }: FieldNode): boolean =>
  directives.some(({ name }) => name.value !== 'skip' && name.value !== 'include');
