import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLScalarType, type GraphQLSchema, isInputObjectType, Kind, parse } from 'graphql';
import { badUserInput } from './errors.ts';
import { DateTime } from './scalars.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  scalar Big
  type Query {
    node: Item who: String nothing: Item nothings: [Item] must: Item! refused: String
    things(first: Int = 3): [Thing] found: [Found!] named: Named unknown: Thing laterTyped: Later failingType: Failing
    grid: [[Item]] rows: [Item] promised: [Item] mixed: [Item] stream: [Item]
    echo(text: String = "d", count: Int = 1, kind: Kind, at: DateTime, ids: [ID], filter: Filter): String
    need(count: Int! = 2): Int pick(by: By!): String big(value: Big): Big info(x: Int): Info
  }
  type Mutation { append(text: String): String }
  enum Kind { OLD NEW }
  input Filter { kind: Kind = NEW ids: [ID!] count: Int = 9 deep: Deep }
  input Deep { count: Int! = 8 text: String }
  input By { id: ID name: String }
  interface Thing { id: ID! }
  interface Later { id: ID! }
  interface Failing { id: ID! }
  type Slow implements Later & Failing { id: ID! }
  type Item implements Thing & Named @key(fields: "id") {
    id: ID! name: String size: Int price: Float isNew: Boolean kind: Kind at: DateTime tags: [String!] grid: [[Int]]
    owner: Item echoes(n: Int): Int missing: String set: [Int] method: String asyncMethod: String promise: Item lazy: Item
    fails: String failsLater: String failsOddly: String broken: String strict: String!
    badSize: Int badKind: Kind badAt: DateTime badTags: [String]
  }
  type Box implements Thing & Named @key(fields: "id") { id: ID! size: Int items: [Item!]! }
  union Found = Item | Box
  interface Named { id: ID! }
  type Info { path: String }
`;

class Row {
  readonly __typename = 'Item';
  readonly size = 3;
  readonly price = 1.5;
  readonly isNew = true;
  readonly kind = 1;
  readonly at = new Date('2026-11-01T00:00:00.000Z');
  readonly tags = ['a', 'b'];
  readonly grid = [[1, null], null, []];
  readonly set = new Set([1, 2]);
  readonly promise = Promise.resolve({ id: 'p' });
  readonly broken = new Error('the property is broken');
  readonly badSize = 'many';
  readonly badKind = 'NO';
  readonly badAt = 'never';
  readonly badTags = { a: 1 };
  readonly id: string;
  readonly name: string;
  constructor(id: string) {
    this.id = id;
    this.name = `name ${id}`;
  }
  method() {
    return `method of ${this.id}`;
  }
  async asyncMethod() {
    return `later ${this.id}`;
  }
  lazy() {
    return { id: `lazy ${this.id}` };
  }
}

const box = (id: string) => ({ __typename: 'Box', id, size: 9, items: [new Row('in')] });
const echo = (_: unknown, given: Record<string, unknown>) => JSON.stringify(given);
const fail = () => {
  throw new Error('it fails');
};
const later = <Value>(value: Value) => new Promise<Value>((done) => setImmediate(() => done(value)));

/** A schema with one of everything in which graphql-jit might differ from graphql-js; for tests. */
export function buildEverything(): GraphQLSchema {
  const appended: string[] = [];
  const resolvers = {
    DateTime,
    Big: new GraphQLScalarType({
      name: 'Big',
      serialize: String,
      parseValue: (value) => BigInt(String(value)),
      parseLiteral: (node) => (node.kind === Kind.INT ? BigInt(node.value) : null),
    }),
    Kind: { OLD: 0, NEW: 1 },
    Query: {
      node: () => new Row('1'),
      who: (_: unknown, __: unknown, { caller }: { caller: string }) => caller,
      nothing: () => null,
      nothings: () => undefined,
      must: () => new Row('1'),
      refused: () => {
        throw badUserInput('no');
      },
      things: async (_: unknown, { first }: { first: number }) => later([new Row('1'), box('2'), null].slice(0, first)),
      found: () => [box('2'), later(new Row('1'))],
      named: () => box('3'),
      unknown: () => ({ id: '1', __typename: 'Nothing' }),
      laterTyped: () => later({ id: '1' }),
      failingType: () => later({ id: '1' }),
      grid: () => [[new Row('1'), null], later([later(new Row('2'))]), null],
      rows: () => new Set([new Row('1'), new Row('2')]),
      promised: () => [later(new Row('1')), new Row('2'), later(null)],
      mixed: () => [new Row('1'), new Error('an element'), Promise.reject(new Error('a later element')), new Row('2')],
      async *stream() {
        yield new Row('1');
      },
      echo,
      need: (_: unknown, { count }: { count: number }) => count,
      pick: echo,
      big: (_: unknown, { value }: { value: unknown }) => value,
      info: (_: unknown, __: unknown, ___: unknown, info: { path: { key: string }; fieldName: string }) => ({
        path: `${info.path.key} ${info.fieldName}`,
      }),
    },
    Mutation: {
      append: async (_: unknown, { text }: { text: string }) => {
        await later(null);
        if (text === 'a') appended.length = 0;
        appended.push(text);
        return appended.join('');
      },
    },
    Thing: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Later: { __resolveType: () => later('Slow') },
    Failing: { __resolveType: fail },
    Item: {
      __resolveReference: async ({ id }: { id: string }) => {
        if (id === 'bad') throw badUserInput('a bad id');
        return id === 'missing' ? null : new Row(id);
      },
      owner: ({ id }: { id: string }) => later(new Row(`${id}+`)),
      echoes: (_: unknown, { n }: { n: number }) => n,
      fails: fail,
      failsLater: async () => fail(),
      failsOddly: () => {
        throw 'a text';
      },
      strict: () => null,
    },
    Box: { __resolveReference: ({ id }: { id: string }) => ({ ...box(id) }) },
  };
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  // @apollo/subgraph does not know @oneOf yet; graphql-js does.
  const by = schema.getType('By');
  if (isInputObjectType(by)) by.isOneOf = true;
  return schema;
}
