import { describe, expect, test } from 'vitest';
import { ada, composeFixture } from '../testing/fixture-subgraphs.ts';
import { type FixtureGateway, startFixtureGateway, tokenOf } from '../testing/start-gateway.ts';

const token = tokenOf(ada, 'care:read');

/** Sends the same request twice: the server parses and validates the first, the second goes past it. */
async function sendTwice(world: FixtureGateway, payload: object, accept: string) {
  const answers = [];
  for (const _ of ['first', 'second']) {
    const { statusCode, headers, body } = await world.gateway.fastify.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${token}`, accept, 'x-request-id': 'the-same' },
      payload,
    });
    answers.push({ statusCode, type: headers['content-type'], cache: headers['cache-control'], body });
  }
  return answers;
}

const requests: [string, object][] = [
  ['data', { query: '{ me { id care { plan visits } shop { cart } } }' }],
  ['errors beside data', { query: '{ me { displayName account { level } } }' }],
  ['a fault', { query: '{ broken }' }],
  ['a null that may not be', { query: '{ strict }' }],
  ['a refusal of the subgraph', { query: '{ listed(first: 101) }' }],
  ['wrong variables', { query: 'query Q($first: Int) { listed(first: $first) }', variables: { first: 'many' } }],
  ['one of several operations', { query: 'query A { practitioners } query B { who }', operationName: 'B' }],
  ['introspection', { query: '{ __schema { queryType { name } } practitioners }' }],
  ['a mutation', { query: 'mutation { book }' }],
];

describe.each(['application/json', 'application/graphql-response+json'])('as %s', (accept) => {
  test.each(requests)('a document that is known answers to the byte as the server does: %s', async (_, payload) => {
    await using world = await startFixtureGateway();
    const [first, second] = await sendTwice(world, payload, accept);
    expect(second).toEqual(first);
  });
});

test('a document is known after it was asked once, by any of its ways', async () => {
  await using world = await startFixtureGateway();
  const query = 'query Q($first: Int) { listed(first: $first) }';
  const address = `/graphql?${new URLSearchParams({ query, variables: '{"first":1}' })}`;
  const first = await world.gateway.fastify.inject({ method: 'GET', url: address });
  const second = await world.gateway.fastify.inject({ method: 'GET', url: address });
  expect([first.statusCode, second.body]).toEqual([200, first.body]);
});

test('a mutation that is known is still refused by GET', async () => {
  await using world = await startFixtureGateway();
  await world.ask('mutation { book }', { token });
  const url = `/graphql?${new URLSearchParams({ query: 'mutation { book }' })}`;
  const { statusCode } = await world.gateway.fastify.inject({ method: 'GET', url });
  expect(statusCode).toBe(405);
  expect(world.subgraphs.care.asked).toHaveLength(1);
});

test('a document that was valid is validated again when the supergraph has changed', async () => {
  await using world = await startFixtureGateway();
  expect((await world.ask('{ practitioners }')).data).toEqual({ practitioners: ['Dr. Grey'] });
  await world.gateway.update(composeFixture({}, ['care']));
  expect((await world.ask('{ practitioners }')).status).toBe(400);
});

test('what is too large is refused before anything is planned or fetched', async () => {
  await using world = await startFixtureGateway();
  const doubling = Array.from({ length: 16 }, (_, n) => `fragment F${n} on Customer { ...F${n + 1} ...F${n + 1} }`);
  const text = `{ me { ...F0 } } ${doubling.join(' ')} fragment F16 on Customer { displayName }`;
  expect(text.length).toBeLessThan(940);
  const { status, errors } = await world.ask(text, { token });
  expect(status).toBe(400);
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_LARGE', limit: { name: 'fields', found: 65_537 } } }]);
  expect(Object.values(world.subgraphs).flatMap(({ asked }) => asked)).toEqual([]);
});
