import type { Caller } from '@ecosystem/kit/caller';
import { fixedClock } from '@ecosystem/kit/clock';
import { createVault } from '@ecosystem/kit/field-encryption';
import { scalarResolvers } from '@ecosystem/kit/scalars';
import { buildSchema as buildSubgraph } from '@ecosystem/kit/subgraph';
import type { TestSubgraph } from '@ecosystem/kit/testing';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { seedNow } from '@ecosystem/kit/world';
import {
  buildSchema,
  defaultFieldResolver,
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { definitions } from '../../definitions.ts';
import { readText } from '../../files.ts';
import type { Expected } from '../compare.ts';
import type { ClientOperation } from '../generate/variables.ts';
import type { Ownership } from './own-ownership.ts';

/** An object of the API: what each subgraph that was asked for it holds of it. */
interface Held {
  readonly typeName: string;
  readonly values: Map<string, unknown>;
}

interface Part {
  readonly schema: GraphQLSchema;
  readonly context: unknown;
}

type Parts = ReadonlyMap<string, Part>;
type ReferenceResolver = (reference: object, context: unknown, info: GraphQLResolveInfo) => unknown;

/** The five subgraphs as one schema: the resolvers of each, over the same databases, without any plan. */
export function openOwnMonolith(opened: Readonly<Record<string, TestSubgraph>>, ownership: Ownership) {
  const schema = withScalars(buildSchema(readText('schema/api.graphql')));
  const vault = createVault(testFieldKeys);
  const subgraphs = Object.values(definitions).map((definition) => {
    const database = opened[definition.name]?.subgraph.database;
    if (!database) throw new Error(`${definition.name} is not open.`);
    return [definition.name, buildSubgraph(definition), definition.createContext(database, vault)] as const;
  });

  return async ({ document, variables }: ClientOperation, caller: Caller): Promise<Expected> => {
    const request = { caller, clock: fixedClock(seedNow), requestId: 'monolith' };
    const parts: Parts = new Map(
      subgraphs.map(([name, part, createContext]) => [name, { schema: part, context: createContext(request) }]),
    );
    const { data, errors } = await execute({
      schema,
      document,
      variableValues: variables,
      fieldResolver: createResolver(parts, ownership),
      typeResolver: (held: Held) => held.typeName,
    });
    return { data, errors: (errors ?? []).map(({ path }) => path ?? []), hidden: [] };
  };
}

function createResolver(parts: Parts, ownership: Ownership): GraphQLFieldResolver<Held | undefined, unknown> {
  return async (held, args, _, info) => {
    const typeName = held?.typeName ?? info.parentType.name;
    const name = chooseSubgraph(parts, ownership, held, typeName, info.fieldName);
    const part = partOf(parts, name);
    const required = held ? ownership.requiredFor(typeName, info.fieldName, name) : null;
    const find = required === null ? hold : refer;
    const value = held ? await find(parts, ownership, held, name, info, required) : undefined;
    // The subgraph does not know the object, so none of its fields.
    if (held && (value === null || value === undefined)) return null;
    return wrap(await resolveField(part, typeName, value, args, info), name, part, info.returnType, info);
  };
}

/** The subgraph that holds the object already if it has the field, else the field's first owner. */
function chooseSubgraph(
  parts: Parts,
  ownership: Ownership,
  held: Held | undefined,
  typeName: string,
  fieldName: string,
): string {
  const holder = [...(held?.values.keys() ?? [])].find((name) => fieldOf(partOf(parts, name), typeName, fieldName));
  // What a subgraph only provides is there as well: a plan takes it from where it is at hand.
  const [owner] = ownership.ownersOf(typeName, fieldName);
  const found = holder ?? owner;
  if (found === undefined) throw new Error(`Nobody owns ${typeName}.${fieldName}.`);
  return found;
}

/** What a subgraph holds of the object; asked for by reference if it was not asked before. */
async function hold(parts: Parts, ownership: Ownership, held: Held, name: string, info: GraphQLResolveInfo) {
  if (!held.values.has(name)) held.values.set(name, refer(parts, ownership, held, name, info));
  return held.values.get(name);
}

/** @param required what the subgraph must be told besides the key, as a selection. */
async function refer(
  parts: Parts,
  ownership: Ownership,
  held: Held,
  name: string,
  info: GraphQLResolveInfo,
  required: string | null = null,
) {
  const key = ownership.keyOf(held.typeName, name);
  const [first] = held.values;
  if (key === null || !first) throw new Error(`${name} cannot find a ${held.typeName}.`);
  const [holder, value] = first;
  const id = await resolveField(partOf(parts, holder), held.typeName, await value, {}, { ...info, fieldName: key });
  const part = partOf(parts, name);
  const type = part.schema.getType(held.typeName);
  const extensions = type?.extensions as { apollo?: { subgraph?: { resolveReference?: ReferenceResolver } } };
  const resolve = extensions.apollo?.subgraph?.resolveReference;
  if (!resolve) throw new Error(`${name} has no reference resolver for ${held.typeName}.`);
  const told =
    required === null ? {} : await read(partOf(parts, holder), held.typeName, await value, selectionOf(required), info);
  return resolve({ __typename: held.typeName, [key]: id, ...told }, part.context, info);
}

function selectionOf(fields: string): SelectionSetNode {
  const operation = getOperationAST(parse(`{ ${fields} }`));
  if (!operation) throw new Error(`"${fields}" selects nothing.`);
  return operation.selectionSet;
}

/** The values of plain fields, as a representation carries them. */
async function read(
  part: Part,
  typeName: string,
  value: unknown,
  { selections }: SelectionSetNode,
  info: GraphQLResolveInfo,
): Promise<Record<string, unknown>> {
  const entries = selections.map(async (node) => {
    if (node.kind !== Kind.FIELD) throw new Error('Only plain fields are required in our supergraph.');
    const fieldName = node.name.value;
    const found = await resolveField(part, typeName, value, {}, { ...info, fieldName });
    const type = fieldOf(part, typeName, fieldName)?.type;
    if (!node.selectionSet || !type) return [fieldName, found];
    return [fieldName, await read(part, getNamedType(type).name, found, node.selectionSet, info)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function resolveField(part: Part, typeName: string, value: unknown, args: object, info: GraphQLResolveInfo): unknown {
  const field = fieldOf(part, typeName, info.fieldName);
  if (!field) throw new Error(`There is no ${typeName}.${info.fieldName}.`);
  return (field.resolve ?? defaultFieldResolver)(value, args, part.context, info);
}

function fieldOf({ schema }: Part, typeName: string, fieldName: string) {
  const type = schema.getType(typeName);
  return isObjectType(type) ? type.getFields()[fieldName] : undefined;
}

function partOf(parts: Parts, name: string): Part {
  const part = parts.get(name);
  if (!part) throw new Error(`There is no subgraph ${name}.`);
  return part;
}

/** Remembers of each object in a value from which subgraph it came. */
function wrap(value: unknown, name: string, part: Part, type: GraphQLOutputType, info: GraphQLResolveInfo): unknown {
  const named = getNamedType(type);
  if (!isCompositeType(named) || value === null || value === undefined || value instanceof Error) return value;
  if (value instanceof Promise) return value.then((found) => wrap(found, name, part, type, info));
  if (Array.isArray(value)) return value.map((one) => wrap(one, name, part, type, info));
  const inPart = part.schema.getType(named.name);
  if (!isAbstractType(inPart)) return { typeName: named.name, values: new Map([[name, value]]) } satisfies Held;
  const typeName = inPart.resolveType?.(value, part.context, info, inPart);
  if (typeof typeName !== 'string') throw new Error(`${named.name} does not say which type it is.`);
  return { typeName, values: new Map([[name, value]]) } satisfies Held;
}

function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const scalar of Object.values(scalarResolvers)) {
    const { serialize, parseValue, parseLiteral } = scalar;
    Object.assign(schema.getType(scalar.name) ?? {}, { serialize, parseValue, parseLiteral });
  }
  return schema;
}
