import {
  BREAK,
  defaultFieldResolver,
  defaultTypeResolver,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  getArgumentValues,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  visit,
} from 'graphql';

/**
 * The type of all variables in what graphql-jit compiles: values that graphql-js has coerced already pass as they are.
 * graphql-jit's own coercion keeps defaults as JSON and does not know `@oneOf`.
 */
const coercedValue = new GraphQLScalarType({ name: 'CoercedValue' });
export const coercedValueName = coercedValue.name;

/** A name that no type has: graphql-jit makes an error of it, and then graphql-js answers. */
const unresolvedName = '';

/**
 * Changes a schema into one that graphql-jit compiles without differing from graphql-js, or null if that cannot be had.
 * The schema's types are changed in place, so it must be a copy that nobody else uses.
 * What graphql-jit does by itself and this takes out of its hands: arguments, coercion of variables, methods and promises as
 * properties, errors inside `resolveType` (they would never settle the answer) and serialisers that return null.
 */
export function adaptForCompiler(schema: GraphQLSchema): GraphQLSchema | null {
  const objects = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  ) as GraphQLObjectType[];
  if (!hasDistinctNames(objects) || objects.some((type) => type.isTypeOf)) return null;
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) guardTypeResolver(type);
    else if (isScalarType(type) && !isSpecifiedScalarType(type)) guardSerializer(type);
  }
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  for (const type of objects) {
    for (const field of Object.values(type.getFields())) adaptField(field, roots.has(type));
  }
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, types: [...config.types, coercedValue], assumeValid: true });
}

/** graphql-jit keeps resolvers by type and field written together, and details of fields by names joined with `_`. */
function hasDistinctNames(types: readonly GraphQLObjectType[]): boolean {
  const names = types.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}${field}`));
  return new Set(names).size === names.length && types.every(({ name }) => name.lastIndexOf('_') <= 0);
}

function guardTypeResolver(type: GraphQLAbstractType): void {
  const resolve = type.resolveType ?? defaultTypeResolver;
  type.resolveType = (value, context, info) => {
    try {
      const name = resolve(value, context, info, type);
      return typeof name === 'string' ? name : unresolvedName;
    } catch {
      return unresolvedName;
    }
  };
}

function guardSerializer(type: GraphQLScalarType): void {
  const serialize = type.serialize;
  type.serialize = (value) => {
    const written = serialize.call(type, value);
    if (written === null) throw new TypeError(`${type.name} was written as null.`);
    return written;
  };
}

type Field = GraphQLField<unknown, unknown>;

function adaptField(field: Field, isRoot: boolean): void {
  const resolve = field.resolve ?? (isRoot || !isSafeInline(field) ? defaultFieldResolver : undefined);
  if (field.args.length > 0) {
    field.resolve = coerceArguments({ ...field }, resolve ?? defaultFieldResolver);
    field.args = [];
  } else if (resolve) {
    field.resolve = resolve;
  }
}

/**
 * Whether graphql-jit may read the property itself. A method or a promise in it is then an error: the serialisers of the
 * language's scalars and of enums refuse both, and neither is a list. An object would be taken for the value.
 */
function isSafeInline({ type }: Field): boolean {
  const nullable = getNullableType(type);
  return isListType(nullable) || isEnumType(nullable) || isSpecifiedScalarType(nullable as GraphQLScalarType);
}

function coerceArguments(
  field: Field,
  resolve: GraphQLFieldResolver<unknown, unknown>,
): GraphQLFieldResolver<unknown, unknown> {
  // A compiled operation keeps its nodes, so arguments without variables are read once. Resolvers do not change what they are given.
  // Null stands for those that read variables.
  const constants = new WeakMap<FieldNode, Record<string, unknown> | null>();
  return (parent, _none, context, info) => {
    const node = info.fieldNodes[0];
    if (!node) throw new Error(`There is no selection of ${field.name}.`);
    const known = constants.get(node);
    const given = known ?? getArgumentValues(field, node, info.variableValues);
    if (known === undefined) constants.set(node, readsVariables(node) ? null : given);
    return resolve(parent, given, context, info);
  };
}

function readsVariables({ arguments: given = [] }: FieldNode): boolean {
  let found = false;
  for (const argument of given) {
    visit(argument, {
      Variable: () => {
        found = true;
        return BREAK;
      },
    });
  }
  return found;
}
