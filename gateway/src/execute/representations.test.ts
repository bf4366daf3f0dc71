import { anonymous } from '@ecosystem/kit/caller';
import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { getOperationAST, parse } from 'graphql';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EntityFetch, RequiredFragment, RequiredSelection } from '../plan/query-plan.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';
import { SubgraphUnavailable } from '../transport/unavailable.ts';
import { createEngine } from './engine.ts';
import { compileRepresentation } from './representations.ts';
import { runOperation } from './run-operation.ts';
import { createTypes } from './types.ts';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable"])';
const sdls = {
  people: `type Query { person: Person people: [Person!]! } type Person @key(fields: "id") { id: ID! }`,
  health: `type Person @key(fields: "id") { id: ID! a: Part strict: Int! }
    type Part @shareable { x: Int y: [Int] }`,
  auto: `type Person @key(fields: "id") { id: ID! b: Other } type Other { y: Int z: Int! }`,
  commerce: `type Person @key(fields: "id") {
      id: ID!
      a: Part @external
      b: Other @external
      strict: Int! @external
      offers: [String!] @requires(fields: "a { x } b { y }")
      deals: [String!] @requires(fields: "strict")
      more: Int @requires(fields: "b { z }")
    }
    type Part @shareable { x: Int y: [Int] } type Other { y: Int @external z: Int! @external }`,
};
const loaded = loadSupergraph(
  composeSubgraphs(
    Object.entries(sdls).map(([name, sdl]) => ({ name, url: 'http://127.0.0.1:9', typeDefs: parse(federation + sdl) })),
  ).supergraphSdl,
  'people',
);

/** What each subgraph knows of any person. */
const knowledge: Readonly<Record<string, object>> = {
  health: { __typename: 'Person', a: { x: 1 }, strict: 5 },
  auto: { __typename: 'Person', b: { y: 2 } },
  commerce: { __typename: 'Person', offers: ['an offer'], deals: ['a deal'] },
};

/** Answers an operation while some subgraphs are down; `told` are the representations that commerce was given. */
async function askWithout(text: string, down: readonly string[], people: readonly object[] = [{ id: '1' }]) {
  const told: unknown[] = [];
  const transports = loaded.subgraphs.map(({ name }) => ({
    name,
    async fetch({ query, variables }: TransportRequest): Promise<TransportResponse> {
      if (down.includes(name)) throw new SubgraphUnavailable(name, new Error('down'));
      const known = people.map((person) => ({ __typename: 'Person', ...person }));
      if (name === 'people') return { data: query.includes('people') ? { people: known } : { person: known[0] } };
      const representations = Object.values(variables).flat();
      if (name === 'commerce') told.push(...representations);
      return { data: { _entities: representations.map(() => structuredClone(knowledge[name])) } };
    },
    ping: async () => undefined,
    close: async () => undefined,
  }));
  const engine = createEngine(loaded, transports);
  onTestFinished(() => engine.close());
  const document = parse(text);
  const answer = await runOperation(engine, {
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
  return { told, data: answer.data, errors: answer.errors?.map((error) => error.toJSON()) };
}

const outageOf = (serviceName: string) =>
  expect.objectContaining({ extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName } });

describe('a subgraph that does not bring the inputs of another', () => {
  test('is not noticed while it does', async () => {
    expect(await askWithout('{ person { offers } }', [])).toEqual({
      told: [{ __typename: 'Person', id: '1', a: { x: 1 }, b: { y: 2 } }],
      data: { person: { offers: ['an offer'] } },
      errors: undefined,
    });
  });

  test.each([
    ['health', { a: null, b: { y: 2 } }],
    ['auto', { a: { x: 1 }, b: null }],
  ])('costs one error where they may be null, and no field: %s', async (name, inputs) => {
    expect(await askWithout('{ person { offers } }', [name])).toEqual({
      told: [{ __typename: 'Person', id: '1', ...inputs }],
      data: { person: { offers: ['an offer'] } },
      errors: [outageOf(name)],
    });
  });

  test('costs one error for all elements of a list', async () => {
    const answer = await askWithout('{ people { id offers } }', ['health'], [{ id: '1' }, { id: '2' }]);
    expect(answer.told).toHaveLength(2);
    expect(answer.data).toEqual({
      people: [
        { id: '1', offers: ['an offer'] },
        { id: '2', offers: ['an offer'] },
      ],
    });
    expect(answer.errors).toEqual([outageOf('health')]);
  });

  test('costs the field where one may not be null, and the other subgraph is not asked', async () => {
    expect(await askWithout('{ person { id deals } }', ['health'])).toEqual({
      told: [],
      data: { person: { id: '1', deals: null } },
      errors: [outageOf('health')],
    });
  });

  test('without a key nobody is asked', async () => {
    const { told, data } = await askWithout('{ person { offers } }', [], [{}]);
    expect(told).toEqual([]);
    expect(data).toEqual({ person: { offers: null } });
  });
});

describe('a representation', () => {
  const field = (name: string, ...selections: RequiredSelection[]): RequiredSelection => ({
    kind: 'Field',
    from: name,
    name,
    selections,
  });
  const on = (
    type: string | null,
    selections: RequiredSelection[],
    conditions: Partial<RequiredFragment> = {},
  ): RequiredFragment => ({
    kind: 'Fragment',
    type,
    selections,
    skipIf: undefined,
    includeIf: undefined,
    ...conditions,
  });
  const compile = (requires: RequiredSelection[], inputRewrites: EntityFetch['inputRewrites'] = []) => {
    const build = compileRepresentation('commerce', { requires, inputRewrites }, createTypes(loaded));
    return (entity: Record<string, unknown>, variables = {}) => build(entity, variables);
  };
  const person = { __typename: 'Person', id: '1', a: { x: 1, y: [1, null] }, b: { y: 2, z: 3 }, strict: 4 };
  const head = [field('__typename'), field('id')];

  test('holds what is required and nothing else', () => {
    expect(compile([on('Person', [...head, field('a', field('x'))])])(person)).toEqual({
      __typename: 'Person',
      id: '1',
      a: { x: 1 },
    });
  });

  test('has null for what may be null and is missing, null or without a part that it must have', () => {
    const build = compile([on('Person', [...head, field('b', field('z'))])]);
    const withoutB = { __typename: 'Person', id: '1', b: null };
    expect(build({ __typename: 'Person', id: '1' })).toEqual(withoutB);
    expect(build({ ...person, b: null })).toEqual(withoutB);
    expect(build({ ...person, b: {} })).toEqual(withoutB);
  });

  test('is not made without its key, its type, or what may not be null', () => {
    const build = compile([on('Person', [...head, field('strict')])]);
    expect(build(person)).toEqual({ __typename: 'Person', id: '1', strict: 4 });
    expect(build({ __typename: 'Person', strict: 4 })).toBeNull();
    expect(build({ id: '1', strict: 4 })).toBeNull();
    expect(build({ __typename: 'Person', id: '1' })).toBeNull();
  });

  test('is not made of an object of another type', () => {
    expect(compile([on('Person', head)])({ __typename: 'Part', id: '1' })).toBeNull();
  });

  test('takes a value from the key under which it was fetched', () => {
    const renamed: RequiredSelection = { kind: 'Field', from: '_0_id', name: 'id', selections: [] };
    expect(compile([on('Person', [field('__typename'), renamed])])({ __typename: 'Person', _0_id: '7' })).toEqual({
      __typename: 'Person',
      id: '7',
    });
  });

  test('puts together what several fragments require of one object', () => {
    const build = compile([on('Person', [...head, field('b', field('y'))]), on('Person', [field('b', field('z'))])]);
    expect(build(person)).toEqual({ __typename: 'Person', id: '1', b: { y: 2, z: 3 } });
  });

  test('keeps lists, also with nulls in them', () => {
    expect(compile([on('Person', [...head, field('a', field('y'))])])(person)).toMatchObject({ a: { y: [1, null] } });
  });

  test('takes a fragment as its variables say', () => {
    const build = compile([
      on('Person', head),
      on('Person', [field('strict')], { includeIf: 'with' }),
      on(null, [field('b', field('y'))], { skipIf: 'without' }),
    ]);
    expect(build(person, { with: true, without: false })).toMatchObject({ strict: 4, b: { y: 2 } });
    expect(build(person, { with: false, without: true })).toEqual({ __typename: 'Person', id: '1' });
  });

  test('is told under the type that the subgraph knows', () => {
    const build = compile(
      [on('Person', head)],
      [{ kind: 'set', path: [{ types: ['Person'] }, { key: '__typename' }], value: 'Being' }],
    );
    const entity = { ...person };
    expect(build(entity)).toEqual({ __typename: 'Being', id: '1' });
    expect(entity.__typename).toBe('Person');
  });
});
