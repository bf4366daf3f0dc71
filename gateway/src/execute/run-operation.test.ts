import { anonymous } from '@ecosystem/kit/caller';
import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { GraphQLError, getOperationAST, parse } from 'graphql';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { ada, bob } from '../testing/fixture-subgraphs.ts';
import { startFixtureGateway, tokenOf } from '../testing/start-gateway.ts';
import { createEngine } from './engine.ts';
import { runOperation } from './run-operation.ts';

const everything = ['people:read', 'people:email', 'people:admin', 'care:read'];

describe('an operation over several subgraphs', () => {
  test('gives one answer in the order of the query', async () => {
    await using world = await startFixtureGateway();
    const answer = await world.ask('{ me { shop { cart } displayName care { plan } id } }', {
      token: tokenOf(ada, 'care:read'),
    });
    expect(answer).toMatchObject({ status: 200 });
    expect(JSON.stringify(answer.data)).toBe(
      JSON.stringify({ me: { shop: { cart: 2 }, displayName: 'Ada', care: { plan: 'GOLD' }, id: ada } }),
    );
    expect(answer.errors).toBeUndefined();
  });

  test('fetches from each of them once and in one wave when all share the root field', async () => {
    await using world = await startFixtureGateway();
    await world.ask('{ me { id displayName shop { cart } care { plan } } }', { token: tokenOf(ada, 'care:read') });
    for (const subgraph of Object.values(world.subgraphs)) {
      expect(subgraph.asked).toHaveLength(1);
      expect(subgraph.asked[0]?.query).not.toContain('_entities');
    }
  });

  test('follows entities and what they require', async () => {
    await using world = await startFixtureGateway();
    const { data } = await world.ask('{ orders { id buyer { displayName greeting } } }');
    expect(data).toEqual({
      orders: [
        { id: '1', buyer: { displayName: 'Ada', greeting: 'Hello Ada' } },
        { id: '2', buyer: { displayName: 'Bob', greeting: 'Hello Bob' } },
      ],
    });
  });

  test('tells each subgraph who asks and under which request id', async () => {
    await using world = await startFixtureGateway();
    const { headers } = await world.ask('{ who }', { token: tokenOf(bob) });
    expect(world.subgraphs.people.asked[0]).toMatchObject({
      caller: { subject: bob },
      requestId: headers['x-request-id'],
    });
  });

  test('takes variables, defaults and conditions', async () => {
    await using world = await startFixtureGateway();
    const query =
      'query Q($kind: Kind = OPEN, $with: Boolean!) { things(kind: $kind) { __typename } practitioners @include(if: $with) }';
    expect((await world.ask(query, { variables: { with: false } })).data).toEqual({ things: [{ __typename: 'Open' }] });
    expect((await world.ask(query, { variables: { with: true } })).data).toHaveProperty('practitioners', ['Dr. Grey']);
  });

  test('answers 400 when a variable does not fit', async () => {
    await using world = await startFixtureGateway();
    const { status, errors } = await world.ask('query Q($first: Int) { listed(first: $first) }', {
      variables: { first: 'many' },
    });
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('errors of subgraphs', () => {
  test('that are meant for callers pass with their path', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('{ listed(first: 101) }');
    expect(data).toEqual({ listed: null });
    expect(errors).toMatchObject([
      {
        message: '"first" must be between 1 and 100.',
        path: ['listed'],
        extensions: { code: 'BAD_USER_INPUT', serviceName: 'people' },
      },
    ]);
  });

  test('that are faults are masked, and logged whole under the request id', async () => {
    await using world = await startFixtureGateway();
    const { errors, headers } = await world.ask('{ broken }');
    expect(JSON.stringify(errors)).not.toMatch(/postgres|select|secret|stack/i);
    expect(errors).toMatchObject([
      { path: ['broken'], extensions: { code: 'INTERNAL', requestId: headers['x-request-id'] } },
    ]);
    const log = world.logs.find((line) => line['requestId'] === headers['x-request-id']);
    expect(JSON.stringify(log)).toContain('select * from customers');
  });

  test('on an entity get the path of the client, with indexes', async () => {
    await using world = await startFixtureGateway();
    const query = '{ orders { buyer { care { plan fails } } } }';
    const { data, errors } = await world.ask(query, { token: tokenOf(ada, 'care:read') });
    expect(data).toMatchObject({ orders: [{ buyer: { care: { plan: 'GOLD', fails: null } } }, {}] });
    expect(errors?.map((error) => error.path)).toEqual([
      ['orders', 0, 'buyer', 'care', 'fails'],
      ['orders', 1, 'buyer', 'care', 'fails'],
    ]);
  });

  test('for a null that must not be are reported once', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('{ strict }');
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors).toMatchObject([{ path: ['strict'] }]);
  });
});

test('a null that must not be is an error also where the subgraph says nothing of it', async () => {
  await using world = await startFixtureGateway();
  world.transports.people.fetch = async () => ({ data: { strict: null } });
  const { data, errors } = await world.ask('{ strict }');
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ path: ['strict'], extensions: { code: 'INVALID_SUBGRAPH_VALUE' } }]);
});

describe('introspection', () => {
  test('knows isOneOf, deprecated inputs and everything else of graphql-js', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask(
      '{ __type(name: "Choice") { name isOneOf inputFields(includeDeprecated: true) { name isDeprecated } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ __type: { name: 'Choice', isOneOf: false } });
  });

  test('stands beside data, in fragments and in the order of the query', async () => {
    await using world = await startFixtureGateway();
    const { data } = await world.ask(
      'query { __typename ...S who ... on Query { t: __type(name: "Kind") { name } practitioners } } fragment S on Query { __schema { queryType { name } } }',
      { token: tokenOf(ada) },
    );
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        __typename: 'Query',
        __schema: { queryType: { name: 'Query' } },
        who: ada,
        t: { name: 'Kind' },
        practitioners: ['Dr. Grey'],
      }),
    );
  });

  test('beside a name that objects of the language give a meaning of its own', async () => {
    await using world = await startFixtureGateway();
    const { data } = await world.ask('{ __proto__: __type(name: "Kind") { name } who }', { token: tokenOf(ada) });
    expect(JSON.stringify(data)).toBe(`{"__proto__":{"name":"Kind"},"who":"${ada}"}`);
  });

  test('minds conditions on its own part and on what stands beside it', async () => {
    await using world = await startFixtureGateway();
    const query = `query Q($no: Boolean!) {
      ... @include(if: $no) { __schema { queryType { name } } practitioners }
      __type(name: "Kind") { name }
      left: __typename @skip(if: true)
      who
    }`;
    const { data } = await world.ask(query, { token: tokenOf(ada), variables: { no: false } });
    expect(data).toEqual({ __type: { name: 'Kind' }, who: ada });
    expect(world.subgraphs.care.asked).toEqual([]);
  });

  test('is lost with the rest where a null must not be', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('{ __schema { queryType { name } } strict }');
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['strict'] }]);
  });

  test('shows neither what gateways alone use nor what is switched off', async () => {
    await using open = await startFixtureGateway();
    expect(JSON.stringify((await open.ask('{ __schema { types { name } directives { name } } }')).data)).not.toMatch(
      /join__|requiresScopes|link__/,
    );
    await using closed = await startFixtureGateway({ isIntrospectionOn: false });
    expect((await closed.ask('{ __schema { types { name } } }')).status).toBe(400);
    expect((await open.ask('{ practitioner }')).errors?.[0]?.message).toContain('"practitioners"');
    expect((await closed.ask('{ practitioner }')).errors?.[0]?.message).not.toContain('"practitioners"');
    expect((await closed.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

describe('an operation that cannot be answered', () => {
  const sdl = composeSubgraphs([
    { name: 'one', url: '', typeDefs: parse('type Query { one: Int } type Subscription { ticks: Int }') },
  ]).supergraphSdl;

  /** Runs an operation with a planner that fails. */
  async function runWith(failure: Error, text = '{ one }') {
    const logs: string[] = [];
    const engine = createEngine(loadSupergraph(sdl, 'one'), []);
    const document = parse(text);
    const result = await runOperation(
      { ...engine, operations: { ...engine.operations, compile: () => Promise.reject(failure) } },
      {
        document,
        operation: getOperationAST(document) ?? undefined,
        operationName: undefined,
        variables: {},
        context: {
          caller: anonymous,
          requestId: 'request-1',
          logger: pino({}, { write: (line: string) => void logs.push(line) }),
          headers: {},
          signal: new AbortController().signal,
        },
      },
    );
    return { errors: result.errors?.map((error) => error.toJSON()), logs };
  }

  test('because no planner can, says so', async () => {
    const failure = new GraphQLError('not yet', { extensions: { code: 'NOT_SUPPORTED' } });
    expect(await runWith(failure)).toEqual({
      errors: [{ message: 'not yet', extensions: { code: 'NOT_SUPPORTED' } }],
      logs: [],
    });
  });

  test('because of a fault is masked and logged', async () => {
    const { errors, logs } = await runWith(new Error('x is not a function'));
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL', requestId: 'request-1' } }]);
    expect(JSON.stringify(errors)).not.toContain('x is not');
    expect(logs.join()).toContain('x is not a function');
  });

  test.each(['subscription { ticks }', 'mutation { __typename }'])(
    'because there is no such root is refused before it is planned: %s',
    async (text) => {
      const { errors, logs } = await runWith(new Error('planned'), text);
      expect(errors).toMatchObject([{ extensions: { code: 'NOT_SUPPORTED' } }]);
      expect(logs).toEqual([]);
    },
  );
});

describe('which operation', () => {
  test.each([
    ['a name that the document lacks', 'query A { who }', 'B', /no operation named "B".*"A"/],
    ['two operations and no name', 'query A { who } query B { who }', undefined, /several operations.*"A", "B"/],
  ])('%s is a clear sentence', async (_, query, operationName, sentence) => {
    await using world = await startFixtureGateway();
    const { status, errors } = await world.ask(query, operationName ? { operationName } : {});
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      { message: expect.stringMatching(sentence), extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } },
    ]);
  });

  test('is chosen by its name', async () => {
    await using world = await startFixtureGateway();
    expect((await world.ask('query A { who } query B { practitioners }', { operationName: 'B' })).data).toEqual({
      practitioners: ['Dr. Grey'],
    });
  });

  test('with several mutations carries them out one after another, also across subgraphs', async () => {
    await using world = await startFixtureGateway();
    const order: string[] = [];
    for (const transport of Object.values(world.transports)) {
      const { fetch } = transport;
      transport.fetch = async (request) => {
        order.push(`${transport.name} begins`);
        const answer = await fetch(request);
        order.push(`${transport.name} ends`);
        return answer;
      };
    }
    const { data } = await world.ask(
      'mutation { a: rename(name: "A") { displayName } book b: rename(name: "B") { displayName } }',
      {
        token: tokenOf(ada, 'people:write'),
      },
    );
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({ a: { displayName: 'A' }, book: 'booked', b: { displayName: 'B' } }),
    );
    const begun = ['people', 'care', 'people'];
    expect(order).toEqual(begun.flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  test('a mutation changes and reads across subgraphs', async () => {
    await using world = await startFixtureGateway();
    const { data } = await world.ask('mutation { rename(name: "X") { id shop { cart } } }', {
      token: tokenOf(ada, ...everything, 'people:write'),
    });
    expect(data).toEqual({ rename: { id: ada, shop: { cart: 2 } } });
  });
});
