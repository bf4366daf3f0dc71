import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anonymous, type Caller, callerHeader, signCaller } from './caller.ts';
import { DatabaseUnavailable } from './database.ts';
import type { SubgraphRequest } from './request.ts';
import { createSubgraphServer } from './serve.ts';
import type { Subgraph } from './subgraph.ts';
import { customer } from './testing.ts';

const secret = 'the secret that gateway and subgraphs share';
const asked: SubgraphRequest[] = [];
let isDatabaseUp = true;
let server: FastifyInstance;

beforeAll(() => {
  const subgraph: Pick<Subgraph, 'name' | 'execute' | 'ping'> = {
    name: 'auto',
    async execute(request) {
      if (!isDatabaseUp) throw new DatabaseUnavailable('auto');
      asked.push(request);
      return { data: { me: null } };
    },
    async ping() {
      if (!isDatabaseUp) throw new Error('connection refused');
    },
  };
  server = createSubgraphServer(subgraph, secret);
});
afterAll(() => server.close());

const post = async (caller: Caller | string | null, body: unknown = { query: '{ me { id } }' }) => {
  const header =
    typeof caller === 'object' && caller ? await signCaller(caller, 'auto', new TextEncoder().encode(secret)) : caller;
  return server.inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      'content-type': 'application/json',
      'x-request-id': 'r-1',
      ...(header === null ? {} : { [callerHeader]: header }),
    },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
};

test('a direct call without the signed caller header is answered 401 (AT-SEC-1)', async () => {
  const response = await post(null);

  expect(response.statusCode).toBe(401);
  expect(response.json()).toEqual({
    errors: [
      {
        message: 'The auto subgraph answers only calls that the gateway has signed.',
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ],
  });
  expect(asked).toEqual([]);
});

test('a call with a forged header is answered 401, also when it asks for entities', async () => {
  const query = '{ _entities(representations: [{ __typename: "Vehicle", id: "veh_1" }]) { __typename } }';

  expect((await post('eyJhbGciOiJub25lIn0.e30.', { query })).statusCode).toBe(401);
  expect(asked).toEqual([]);
});

test('a signed call is executed for its caller under the request id of the gateway', async () => {
  const response = await post(customer(1, ['auto:read']), {
    query: '{ me { id } }',
    variables: { a: 1 },
    operationName: 'Me',
  });

  expect(response.json()).toEqual({ data: { me: null } });
  expect(asked.at(-1)).toEqual({
    query: '{ me { id } }',
    variables: { a: 1 },
    operationName: 'Me',
    caller: customer(1, ['auto:read']),
    requestId: 'r-1',
  });
});

test.each([
  ['no query', {}, 'The body must be a JSON object with "query"'],
  [
    'variables that are a list',
    { query: '{ me { id } }', variables: [] },
    'The body must be a JSON object with "query"',
  ],
  ['broken JSON', '{', 'not valid JSON'],
])('a call with %s is a clear error', async (_, body, message) => {
  const response = await post(anonymous, body);

  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({
    errors: [{ message: expect.stringContaining(message), extensions: { code: 'BAD_REQUEST' } }],
  });
});

test('a subgraph whose database is away answers 503, which the gateway takes for an outage', async () => {
  isDatabaseUp = false;
  const response = await post(anonymous);
  isDatabaseUp = true;

  expect(response.statusCode).toBe(503);
  expect(response.json()).toMatchObject({ errors: [{ message: 'Something went wrong on our side.' }] });
});

test('the process lives while its database is away, and says that it is not ready', async () => {
  isDatabaseUp = false;
  expect((await server.inject('/health')).statusCode).toBe(200);
  expect((await server.inject('/ready')).statusCode).toBe(503);

  isDatabaseUp = true;
  expect((await server.inject('/ready')).json()).toEqual({ status: 'pass' });
});
