import type { InjectOptions } from 'fastify';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ada, composeFixture } from '../testing/fixture-subgraphs.ts';
import { type FixtureGateway, startFixtureGateway, tokenOf } from '../testing/start-gateway.ts';
import { graphqlResponseType, jsonType, type MediaType } from './negotiate.ts';

/** Who answered, in order. */
const lanes = vi.hoisted(() => [] as ('server' | 'fast')[]);

vi.mock(import('./fast-lane.ts'), async (load) => {
  const { answerKnown } = await load();
  return {
    answerKnown(...given) {
      const answer = answerKnown(...given);
      lanes.push(answer ? 'fast' : 'server');
      return answer;
    },
  };
});
beforeEach(() => void lanes.splice(0));

interface Asked {
  readonly query: string;
  readonly variables?: object;
  readonly operationName?: string;
}
type Method = 'GET' | 'POST';

/** One request, always under the same id: it is part of some errors. */
function requestOf(asked: Asked, method: Method, accept: MediaType = graphqlResponseType): InjectOptions {
  const headers = { accept, authorization: `Bearer ${tokenOf(ada, 'people:write')}`, 'x-request-id': 'request-1' };
  if (method === 'POST') return { method, url: '/graphql', headers, payload: asked };
  const { query, variables, operationName } = asked;
  const search = new URLSearchParams({
    query,
    ...(variables && { variables: JSON.stringify(variables) }),
    ...(operationName !== undefined && { operationName }),
  });
  return { method, url: `/graphql?${search}`, headers };
}

async function send({ gateway }: FixtureGateway, request: InjectOptions) {
  const { statusCode, headers, body } = await gateway.fastify.inject(request);
  return { statusCode, type: headers['content-type'], cache: headers['cache-control'], body };
}

const cases: readonly (readonly [string, Asked, RegExp])[] = [
  ['data', { query: '{ who practitioners things { name } }' }, /"practitioners":\["Dr. Grey"\]/],
  ['an alias', { query: '{ b: who a: who __proto__: who }' }, /"b":.*"a":.*"__proto__":/],
  [
    'variables and a name',
    {
      query: 'query A { who } query B($first: Int) { listed(first: $first) }',
      operationName: 'B',
      variables: { first: 1 },
    },
    /"listed"/,
  ],
  ['an error of a subgraph', { query: '{ listed(first: 101) }' }, /BAD_USER_INPUT/],
  ['a fault', { query: '{ broken }' }, /"code":"INTERNAL","requestId":"request-1"/],
  ['an answer of null', { query: '{ strict }' }, /"data":null/],
  ['a refusal', { query: '{ me { id email } chest { gold } }' }, /FORBIDDEN/],
  [
    'a variable that does not fit',
    { query: 'query Q($first: Int) { listed(first: $first) }', variables: { first: 'many' } },
    /BAD_USER_INPUT/,
  ],
  ['a variable that is missing', { query: 'query Q($input: Choice!) { echo(input: $input) }' }, /BAD_USER_INPUT/],
  ['the schema', { query: '{ who __type(name: "Account") { name } }' }, /"__type"/],
];

describe.each([
  ['POST', jsonType],
  ['POST', graphqlResponseType],
  ['GET', jsonType],
  ['GET', graphqlResponseType],
] as const)('by %s as %s the second answer is that of the first, byte by byte:', (method, accept) => {
  test.each(cases)('%s', async (_, asked, pattern) => {
    await using world = await startFixtureGateway();
    const first = await send(world, requestOf(asked, method, accept));
    const second = await send(world, requestOf(asked, method, accept));
    expect(lanes).toEqual(['server', 'fast']);
    expect(first.body).toMatch(pattern);
    expect(second).toEqual(first);
  });
});

test('an outage reads the same on both ways', async () => {
  await using world = await startFixtureGateway();
  world.transports.care.fault = new Error('connect ECONNREFUSED 10.0.0.7:5432');
  const request = requestOf({ query: '{ who practitioners }' }, 'POST');
  const first = await send(world, request);
  expect(first.body).toContain('SUBGRAPH_UNAVAILABLE');
  expect(await send(world, request)).toEqual(first);
  expect(lanes).toEqual(['server', 'fast']);
});

test('a mutation is carried out by POST, and refused by GET also once it is known', async () => {
  await using world = await startFixtureGateway();
  const rename = { query: 'mutation { rename(name: "Eve") { displayName } }' };
  const refused = await send(world, requestOf(rename, 'GET'));
  expect(refused).toMatchObject({ statusCode: 405 });
  for (const _ of [1, 2])
    expect((await send(world, requestOf(rename, 'POST'))).body).toContain('{"displayName":"Eve"}');
  expect(await send(world, requestOf(rename, 'GET'))).toEqual(refused);
  expect(lanes).toEqual(['server', 'server', 'fast', 'server']);
  expect(world.subgraphs.people.asked).toHaveLength(2);
});

test('a name that a known document does not have is the server’s to explain', async () => {
  await using world = await startFixtureGateway();
  const query = 'query A { who } query B { practitioners }';
  await send(world, requestOf({ query, operationName: 'A' }, 'POST'));
  for (const more of [{}, { operationName: 'C' }]) {
    const { statusCode, body } = await send(world, requestOf({ query, ...more }, 'POST'));
    expect(statusCode).toBe(400);
    expect(body).toContain('OPERATION_RESOLUTION_FAILURE');
  }
  expect(lanes).toEqual(['server', 'server', 'server']);
});

describe('another supergraph', () => {
  const practitioners = requestOf({ query: '{ practitioners }' }, 'POST');

  test('gets no document that is not valid there', async () => {
    await using world = await startFixtureGateway();
    await send(world, practitioners);
    await send(world, practitioners);
    await world.gateway.update(composeFixture({}, ['care']));
    const { statusCode, body } = await send(world, practitioners);
    expect(statusCode).toBe(400);
    expect(body).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(lanes).toEqual(['server', 'fast', 'server']);
  });

  test('knows the documents in use that are valid there from its first request', async () => {
    await using world = await startFixtureGateway();
    const who = requestOf({ query: '{ who }' }, 'POST');
    const { body } = await send(world, who);
    await world.gateway.update(composeFixture({}, ['care']));
    expect((await send(world, who)).body).toBe(body);
    expect(lanes).toEqual(['server', 'fast']);
  });
});

test.each<Method>(['POST', 'GET'])('where introspection is off it is refused each time, by %s', async (method) => {
  await using world = await startFixtureGateway({ isIntrospectionOn: false });
  const request = requestOf({ query: '{ who __schema { queryType { name } } }' }, method);
  const first = await send(world, request);
  expect(first.body).toContain('GRAPHQL_VALIDATION_FAILED');
  expect(await send(world, request)).toEqual(first);
  expect(lanes).toEqual(['server', 'server']);
  expect(world.subgraphs.people.asked).toEqual([]);
});
