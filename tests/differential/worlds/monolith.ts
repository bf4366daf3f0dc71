import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  getArgumentValues,
  isInterfaceType,
  isObjectType,
  Kind,
  responsePathAsArray,
  type SelectionSetNode,
} from 'graphql';
import type { Expected, Path } from '../compare.ts';
import type { WorldModel } from './model.ts';
import { computedOf, interfaceNames } from './subgraphs.ts';
import { evaluate, type Row, type WorldData } from './world.ts';

/** The judge: the API schema of a world as one schema, executed by graphql-js over the same objects. */
export async function askMonolith(
  model: WorldModel,
  data: WorldData,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): Promise<Expected> {
  const hidden: Path[] = [];
  const fieldResolver: GraphQLFieldResolver<Row | undefined, unknown> = (given, args, _, info) => {
    const row = given ?? (info.operation.operation === 'mutation' ? data.mutation : data.query);
    if (!row) throw new Error(`There is no ${info.operation.operation}.`);
    const onHidden = () => hidden.push(info.path.prev ? responsePathAsArray(info.path.prev) : []);
    return readField(model, data, row, info.fieldName, args, onHidden);
  };
  const result = await execute({
    schema: model.loaded.schema,
    document,
    variableValues: variables,
    fieldResolver,
    typeResolver: (row: Row) => row.__typename,
  });
  return { data: result.data, errors: (result.errors ?? []).map(({ path }) => path ?? []), hidden };
}

/** @param onHidden called when an input that nobody asked for was lost to an error. */
function readField(
  model: WorldModel,
  data: WorldData,
  row: Row,
  fieldName: string,
  args: Readonly<Record<string, unknown>>,
  onHidden: () => void,
): unknown {
  const typeNames = [row.__typename, ...interfaceNames(model.loaded.supergraphSchema, row.__typename)];
  const places = typeNames.map((name) => `${name}.${fieldName}`);
  const owners = model.subgraphs.filter(({ fields }) => places.some((place) => fields.has(place)));
  if (owners.length > 0 && owners.every(({ name }) => row.absentFrom?.includes(name))) return null;
  const required = model.subgraphs.flatMap(({ requires }) => places.flatMap((place) => requires.get(place) ?? []))[0];
  if (!required) return evaluate(row[fieldName], args);
  const inputs = select(model, data, row, required, onHidden);
  return evaluate(computedOf(data, typeNames, fieldName)(inputs as never, args as never), args);
}

/** The selection of an object that a representation would carry. */
function select(
  model: WorldModel,
  data: WorldData,
  value: unknown,
  selectionSet: SelectionSetNode,
  onHidden: () => void,
): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((one) => select(model, data, one, selectionSet, onHidden));
  const row = value as Row;
  return Object.assign(
    {},
    ...selectionSet.selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const isMeant = !node.typeCondition || node.typeCondition.name.value === row.__typename;
        return isMeant ? select(model, data, row, node.selectionSet, onHidden) : {};
      }
      if (node.kind !== Kind.FIELD) throw new Error('No fragments in @requires.');
      const name = node.name.value;
      if (name === '__typename') return { [name]: row.__typename };
      const type = model.loaded.supergraphSchema.getType(row.__typename);
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
      if (!field) throw new Error(`There is no ${row.__typename}.${name}.`);
      const found = readInput(
        () => readField(model, data, row, name, getArgumentValues(field, node), onHidden),
        onHidden,
      );
      return { [name]: node.selectionSet ? select(model, data, found, node.selectionSet, onHidden) : found };
    }),
  );
}

/** Inputs that could not be had are null; see AT-9-6. */
function readInput(read: () => unknown, onHidden: () => void): unknown {
  try {
    return read();
  } catch {
    onHidden();
    return null;
  }
}
