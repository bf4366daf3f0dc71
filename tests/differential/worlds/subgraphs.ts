import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Transport } from '@ecosystem/gateway/transport/transport';
import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import type { SubgraphModel, WorldModel } from './model.ts';
import { evaluate, type Row, type WorldData } from './world.ts';

/** What a subgraph's resolvers hand each other: an object as this subgraph knows it. */
interface View {
  readonly __typename: string;
  readonly row: Row;
  /** With which it was asked for, if it came by reference. */
  readonly representation?: Readonly<Record<string, unknown>>;
}

/**
 * The subgraphs of a world in this process: real subgraph schemas, and answers that went through JSON.
 * They refuse operations that are not valid and representations that lack a required field.
 * @param readData the objects of now; a test may put new ones there.
 */
export function openSubgraphs({ subgraphs, loaded }: WorldModel, readData: () => WorldData): Transport[] {
  return subgraphs.map((model) => {
    const schema = buildSubgraphSchema([{ typeDefs: model.typeDefs, resolvers: referenceResolvers(model, readData) }]);
    const interfacesOf = (typeName: string) => interfaceNames(loaded.supergraphSchema, typeName);

    const fieldResolver: GraphQLFieldResolver<View | undefined, unknown> = (view, args, _, info) => {
      const { fieldName, parentType, returnType, operation } = info;
      const data = readData();
      const row = view?.row ?? (operation.operation === 'mutation' ? data.mutation : data.query);
      if (!row) throw new Error(`There is no ${operation.operation}.`);
      const required = model.requires.get(`${parentType.name}.${fieldName}`);
      const value = required
        ? computedOf(
            data,
            [parentType.name, row.__typename, ...interfacesOf(row.__typename)],
            fieldName,
          )(pickInputs(view?.representation, required) as never, args as never)
        : row[fieldName];
      return wrap(evaluate(value, args), returnType);
    };

    return {
      name: model.name,
      async fetch({ query, operationName, variables }) {
        const document = parse(query);
        const invalid = validate(schema, document);
        if (invalid.length > 0)
          throw new Error(`${model.name} was asked what is not valid: ${invalid.join('; ')}\n${query}`);
        const answer = await execute({
          schema,
          document,
          operationName: operationName ?? null,
          variableValues: JSON.parse(JSON.stringify(variables)),
          fieldResolver,
          typeResolver: (view: View) => view.__typename,
        });
        return JSON.parse(JSON.stringify(answer));
      },
      ping: async () => undefined,
      close: async () => undefined,
    };
  });
}

/** The function of a field with @requires, by the type that has it or an interface of that type. */
export function computedOf(data: WorldData, typeNames: readonly string[], fieldName: string) {
  const found = typeNames.map((name) => data.computed?.[`${name}.${fieldName}`]).find((one) => one !== undefined);
  if (!found) throw new Error(`Nothing computes ${typeNames[0]}.${fieldName}.`);
  return found;
}

/** The names of the interfaces that a type implements. */
export function interfaceNames(schema: WorldModel['loaded']['supergraphSchema'], typeName: string): string[] {
  const type = schema.getType(typeName);
  return isObjectType(type) ? type.getInterfaces().map(({ name }) => name) : [];
}

function referenceResolvers(model: SubgraphModel, readData: () => WorldData): Record<string, never> {
  const found = [...model.keys].flatMap(([typeName, keys]) => {
    if (keys.length === 0) return [];
    const isInterface = model.typeDefs.definitions.some(
      (node) => node.kind === Kind.INTERFACE_TYPE_DEFINITION && node.name.value === typeName,
    );
    const isInterfaceObject = model.typeDefs.definitions.some(
      (node) =>
        node.kind === Kind.OBJECT_TYPE_DEFINITION &&
        node.name.value === typeName &&
        node.directives?.some(({ name }) => name.value === 'interfaceObject'),
    );
    const __resolveReference = async (representation: Record<string, unknown>): Promise<View | null> => {
      const row = readData().entities.find(
        (one) =>
          (isInterface || isInterfaceObject || one.__typename === typeName) &&
          keys.some((key) => matches(one, representation, key)),
      );
      if (!row || row.absentFrom?.includes(model.name)) return null;
      return { __typename: isInterface ? row.__typename : typeName, row, representation };
    };
    return [[typeName, { __resolveReference, ...(isInterface && { __resolveType: (view: View) => view.__typename }) }]];
  });
  return Object.fromEntries(found);
}

/** Whether the representation names the object by this key. */
function matches(row: unknown, given: unknown, key: SelectionSetNode): boolean {
  if (Array.isArray(row) || Array.isArray(given))
    return (
      Array.isArray(row) &&
      Array.isArray(given) &&
      row.length === given.length &&
      row.every((one, index) => matches(one, given[index], key))
    );
  if (!isRecord(row) || !isRecord(given)) return false;
  return key.selections.every((node) => {
    if (node.kind !== Kind.FIELD) return false;
    const name = node.name.value;
    if (!(name in given) || !(name in row)) return false;
    const own = evaluate(row[name], {});
    if (node.selectionSet) return matches(own, given[name], node.selectionSet);
    return JSON.stringify(own) === JSON.stringify(given[name]);
  });
}

/**
 * The inputs of a field with @requires.
 * @throws Error if one of them is missing: what could not be had is null, never left out.
 */
function pickInputs(given: unknown, { selections }: SelectionSetNode): unknown {
  if (given === null) return null;
  if (Array.isArray(given)) return given.map((one) => pickInputs(one, { kind: Kind.SELECTION_SET, selections }));
  if (!isRecord(given)) throw new Error('The representation has no inputs.');
  return Object.assign(
    {},
    ...selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        // Representations need not say of which type an input is; then its fields do.
        const typeName = given['__typename'];
        const isMeant = !node.typeCondition || typeName === undefined || typeName === node.typeCondition.name.value;
        if (!isMeant) return {};
        const lacksAll = node.selectionSet.selections.every(
          (one) => one.kind === Kind.FIELD && given[one.name.value] === undefined,
        );
        return typeName === undefined && lacksAll ? {} : pickInputs(given, node.selectionSet);
      }
      if (node.kind !== Kind.FIELD) throw new Error('No fragments in @requires.');
      const name = node.name.value;
      if (given[name] === undefined) throw new Error(`The representation lacks ${name}.`);
      return { [name]: node.selectionSet ? pickInputs(given[name], node.selectionSet) : given[name] };
    }),
  );
}

function wrap(value: unknown, type: GraphQLOutputType): unknown {
  if (value instanceof Promise) return value.then((found) => wrap(found, type));
  const named = getNamedType(type);
  if (!isCompositeType(named)) return value;
  if (Array.isArray(value)) return value.map((one) => wrap(one, type));
  if (!isRow(value)) return value;
  return { __typename: isObjectType(named) ? named.name : value.__typename, row: value } satisfies View;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRow = (value: unknown): value is Row => isRecord(value) && typeof value['__typename'] === 'string';
