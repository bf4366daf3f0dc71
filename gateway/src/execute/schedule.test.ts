import { anonymous } from '@ecosystem/kit/caller';
import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { getOperationAST, parse } from 'graphql';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FetchNode, PathStep, PlanNode, RequiredField } from '../plan/query-plan.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import type { TransportRequest } from '../transport/transport.ts';
import { createEngine } from './engine.ts';
import { runOperation } from './run-operation.ts';
import { scheduleFetches } from './schedule.ts';

const head = { kind: 'Fetch', operationName: undefined, variableUsages: [], outputRewrites: [] } as const;
const fetchRoot = (serviceName: string, operation: string): FetchNode => ({
  ...head,
  serviceName,
  operation,
  operationKind: operation.startsWith('mutation') ? 'mutation' : 'query',
  entities: null,
});
const need = (name: string, ...selections: RequiredField[]): RequiredField => ({
  kind: 'Field',
  from: name,
  name,
  selections,
});
/** A fetch of entities at paths such as `me.friends.@`, which needs `__typename` and these fields of them. */
const fetchEntities = (
  serviceName: string,
  paths: readonly string[],
  fields: string,
  ...required: readonly RequiredField[]
): FetchNode => ({
  ...head,
  serviceName,
  operation: `query($r:[_Any!]!){_entities(representations:$r){...on User{${fields}}}}`,
  operationKind: 'query',
  entities: [
    {
      responseKey: '_entities',
      variableName: 'r',
      paths: paths.map((path) => path.split('.').map((key): PathStep => (key === '@' ? key : { key }))),
      requires: [
        {
          kind: 'Fragment',
          type: 'User',
          selections: [need('__typename'), ...required],
          skipIf: undefined,
          includeIf: undefined,
        },
      ],
      inputRewrites: [],
      outputRewrites: [],
    },
  ],
});
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });
const when = (variable: string, value: boolean, node: PlanNode): PlanNode => ({
  kind: 'Condition',
  variable,
  value,
  node,
});

/** What each fetch waits for: `name<needed,needed`, with the index where a subgraph is asked more than once. */
function schedule(node: PlanNode | null, conditions: Readonly<Record<string, boolean>> = {}): string[] {
  const fetches = scheduleFetches({ node }, conditions);
  const nameOf = (index: number) => fetches[index]?.fetch.serviceName;
  return fetches.map(({ dependsOn }, index) => [nameOf(index), dependsOn.map(nameOf).join()].join('<'));
}

const me = fetchRoot('people', '{me{__typename id}}');
const id = need('id');

describe('a fetch waits', () => {
  test('for those that bring its inputs, whatever else the plan puts before it', () => {
    const slow = fetchEntities('slow', ['me'], 'slow', id);
    const key = fetchEntities('key', ['me'], 'number', id);
    const needy = fetchEntities('needy', ['me'], 'more', need('number'));
    const expected = ['people<', 'slow<people', 'key<people', 'needy<people,key'];
    expect(schedule(sequence(me, parallel(slow, key), needy))).toEqual(expected);
    expect(schedule(sequence(sequence(me, slow), sequence(key, needy)))).toEqual(expected);
    expect(schedule(sequence(me, slow, key, needy))).toEqual(expected);
  });

  test('for nothing if it asks root fields, even in a sequence', () => {
    expect(schedule(sequence(me, fetchRoot('shop', '{orders{id}}')))).toEqual(['people<', 'shop<']);
  });

  test('for inputs inside objects and lists, and not for their neighbours', () => {
    const a = fetchEntities('a', ['me.friends.@'], 'a{x}', id);
    const b = fetchEntities('b', ['me.friends.@'], 'b{x}', id);
    const needy = fetchEntities('needy', ['me.friends.@'], 'more', need('b', need('x')));
    const friends = fetchRoot('people', '{me{friends{__typename id}}}');
    expect(schedule(sequence(friends, parallel(a, b), needy))).toEqual([
      'people<',
      'a<people',
      'b<people',
      'needy<people,b',
    ]);
  });

  test('not for a field of the same name at another place', () => {
    const other = fetchEntities('other', ['me.friend'], 'number', id);
    const needy = fetchEntities('needy', ['me'], 'more', need('number'));
    const both = fetchRoot('people', '{me{__typename id number friend{__typename id}}}');
    expect(schedule(sequence(both, other, needy))).toEqual(['people<', 'other<people', 'needy<people']);
  });

  test('for a fetch that brings its input under a key that is renamed', () => {
    const renamed: FetchNode = {
      ...fetchRoot('people', '{me{id_1:id}}'),
      outputRewrites: [{ kind: 'rename', path: [{ key: 'me' }, { key: 'id_1' }], to: 'id' }],
    };
    expect(schedule(sequence(renamed, fetchEntities('shop', ['me'], 'cart', id)))).toEqual(['people<', 'shop<people']);
  });
});

describe('conditions', () => {
  const plan = sequence(
    me,
    when('with', true, fetchEntities('shop', ['me'], 'cart', id)),
    when('with', false, parallel(fetchEntities('care', ['me'], 'care', id))),
  );
  test.each([
    [true, ['people<', 'shop<people']],
    [false, ['people<', 'care<people']],
  ])('that are %s let in what is for them alone', (value, expected) => {
    expect(schedule(plan, { with: value })).toEqual(expected);
  });

  test('may leave nothing', () => {
    expect(schedule(when('with', true, me), { with: false })).toEqual([]);
    expect(schedule(null)).toEqual([]);
  });
});

describe('the fields of a mutation', () => {
  const first = fetchRoot('people', 'mutation{a:rename{__typename id}}');
  const second = fetchRoot('shop', 'mutation{b:buy{__typename id}}');

  test('are carried out one after another, each with its entities before the next', () => {
    const ofFirst = fetchEntities('care', ['a'], 'care', id);
    const ofSecond = fetchEntities('mail', ['b'], 'letters', id);
    // As planners put it: all mutations, then all entities.
    expect(schedule(sequence(first, second, parallel(ofFirst, ofSecond)))).toEqual([
      'people<',
      'care<people',
      'shop<people,care',
      'mail<shop',
    ]);
  });

  test('have fetches of their own for entities that a plan fetches for all of them at once', () => {
    const ofBoth = fetchEntities('care', ['a', 'b'], 'care', id);
    const fetches = scheduleFetches({ node: sequence(first, second, ofBoth) }, {});
    expect(schedule(sequence(first, second, ofBoth))).toEqual([
      'people<',
      'care<people',
      'shop<people,care',
      'care<shop',
    ]);
    expect(fetches.map(({ fetch }) => fetch.entities?.map(({ paths }) => paths))).toEqual([
      undefined,
      [[[{ key: 'a' }]]],
      undefined,
      [[[{ key: 'b' }]]],
    ]);
  });

  test('are not what makes a query split', () => {
    const query = fetchRoot('people', '{a:me{__typename id}b:me{__typename id}}');
    expect(schedule(sequence(query, fetchEntities('care', ['a', 'b'], 'care', id)))).toEqual([
      'people<',
      'care<people',
    ]);
  });
});

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external"])';
const sdls = {
  items: 'type Query { item: Item } type Mutation { add: Item } type Item @key(fields: "id") { id: ID! }',
  carts: 'type Mutation { take: Item } type Item @key(fields: "id") { id: ID! }',
  slow: 'type Item @key(fields: "id") { id: ID! slow: Int }',
  sizes: 'type Item @key(fields: "id") { id: ID! size: Int }',
  prices: 'type Item @key(fields: "id") { id: ID! size: Int @external price: Int @requires(fields: "size") }',
};
const { supergraphSdl } = composeSubgraphs(
  Object.entries(sdls).map(([name, sdl]) => ({ name, url: 'http://127.0.0.1:9', typeDefs: parse(federation + sdl) })),
);
/** What each subgraph knows of the one item. */
const item = { __typename: 'Item', id: '1', slow: 1, size: 2, price: 3 };

/** Answers an operation while one subgraph is held back; `asked` are the subgraphs in the order in which they were asked. */
function askHeld(text: string, heldName: string) {
  const asked: string[] = [];
  const held = Promise.withResolvers<void>();
  const loaded = loadSupergraph(supergraphSdl, 'items');
  const transports = loaded.subgraphs.map(({ name }) => ({
    name,
    async fetch({ query, variables }: TransportRequest) {
      asked.push(name);
      if (name === heldName) await held.promise;
      const keys = [...query.matchAll(/(?:(\w+): ?)?\b(?:item|add|take)\b/g)].map(([word, key]) => key ?? word);
      const count = Object.values(variables).flat().length;
      const root = Object.fromEntries(keys.map((key) => [key, { ...item }]));
      return { data: query.includes('_entities') ? { _entities: Array(count).fill(item) } : root };
    },
    ping: async () => undefined,
    close: async () => undefined,
  }));
  const engine = createEngine(loaded, transports);
  onTestFinished(() => engine.close());
  const document = parse(text);
  const answer = runOperation(engine, {
    document,
    operation: getOperationAST(document) ?? undefined,
    operationName: undefined,
    variables: {},
    context: {
      caller: anonymous,
      requestId: 'request-1',
      logger: pino({ level: 'silent' }),
      headers: {},
      signal: new AbortController().signal,
    },
  });
  return { asked, answer, release: held.resolve };
}

describe('a subgraph that is held back', () => {
  test('does not hold up a fetch that does not need it', async () => {
    const { asked, answer, release } = askHeld('{ item { slow price } }', 'slow');
    await expect.poll(() => asked).toContain('prices');
    release();
    expect(await answer).toEqual({ data: { item: { slow: 1, price: 3 } } });
    expect(asked).toHaveLength(4);
  });

  test('holds up a fetch that needs it', async () => {
    const { asked, answer, release } = askHeld('{ item { slow price } }', 'sizes');
    await expect.poll(() => asked).toContain('slow');
    await new Promise((done) => setImmediate(done));
    expect(asked).not.toContain('prices');
    release();
    expect(await answer).toEqual({ data: { item: { slow: 1, price: 3 } } });
  });

  test('holds up the next field of a mutation, though the two have nothing to do with each other', async () => {
    const { asked, answer, release } = askHeld('mutation { add { slow } take { size } }', 'slow');
    await expect.poll(() => asked).toContain('slow');
    await new Promise((done) => setImmediate(done));
    expect(asked).toEqual(['items', 'slow']);
    release();
    expect(await answer).toEqual({ data: { add: { slow: 1 }, take: { size: 2 } } });
    expect(asked).toEqual(['items', 'slow', 'carts', 'sizes']);
  });
});

test('two fields of a mutation that need the same subgraph ask it once each, the first before the second is carried out', async () => {
  const { asked, answer } = askHeld('mutation { add { size } take { size } }', 'nobody');
  expect(await answer).toEqual({ data: { add: { size: 2 }, take: { size: 2 } } });
  expect(asked).toEqual(['items', 'sizes', 'carts', 'sizes']);
});
