import { once } from 'node:events';
import { connect as openSocket } from 'node:net';
import type { InjectOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { indexDocuments } from './documents/stored-documents.ts';
import { defaultLimits } from './limits/limits.ts';
import { ada } from './testing/fixture-subgraphs.ts';
import { startFixtureGateway, tokenOf } from './testing/start-gateway.ts';

const json = { 'content-type': 'application/json' };
const sandbox = 'https://studio.apollographql.com';

describe('bad HTTP input gets JSON with a clear sentence, a code and the right status', () => {
  const post = (payload: string, headers: Record<string, string> = json): InjectOptions => ({
    method: 'POST',
    url: '/graphql',
    headers,
    payload,
  });
  test.each<[string, InjectOptions, number, string, RegExp]>([
    ['invalid JSON', post('{"query":'), 400, 'BAD_REQUEST', /not valid JSON/],
    ['an empty body', post(''), 400, 'BAD_REQUEST', /empty/],
    ['a list of operations', post('[{"query":"{who}"}]'), 400, 'BAD_REQUEST', /batching is not served/],
    ['no operation', post('{"variables":{}}'), 400, 'BAD_REQUEST', /must have "query"/],
    [
      'a form',
      post('query={who}', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      /must be JSON/,
    ],
    ['plain text', post('{who}', { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE', /must be JSON/],
    [
      'a body too large',
      post(JSON.stringify({ query: `{who #${'x'.repeat(2_000)}\n}` })),
      413,
      'OPERATION_TOO_LARGE',
      /more than 1000 bytes/,
    ],
    ['a syntax error', post('{"query":"{ who "}'), 200, 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
    [
      'an unknown field',
      post('{"query":"{ nobody }"}'),
      200,
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot query field "nobody"/,
    ],
    [
      'an unknown field, for a client that accepts the type of GraphQL',
      post('{"query":"{ nobody }"}', { ...json, accept: 'application/graphql-response+json' }),
      400,
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot query field "nobody"/,
    ],
    [
      'a fragment that spreads itself',
      post('{"query":"{ ...F } fragment F on Query { ...F }"}'),
      200,
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot spread fragment "F" within itself/,
    ],
    [
      'a client that accepts no type that we have',
      post('{"query":"{ who }"}', { ...json, accept: 'text/plain' }),
      406,
      'NOT_ACCEPTABLE',
      /application\/json or application\/graphql-response\+json/,
    ],
    [
      'too deep a query',
      post('{"query":"{ orders { buyer { friends { id } } } }"}'),
      400,
      'OPERATION_TOO_LARGE',
      /4 levels of fields; at most 3/,
    ],
    [
      'an unknown document id',
      post('{"documentId":"unknown"}'),
      404,
      'PERSISTED_DOCUMENT_NOT_FOUND',
      /no stored document/,
    ],
    [
      'an unknown hash',
      post('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"abc"}}}'),
      200,
      'PERSISTED_QUERY_NOT_FOUND',
      /PersistedQueryNotFound/,
    ],
    [
      'a mutation by GET',
      { url: '/graphql?query=mutation{rename(name:"x"){id}}', headers: json },
      405,
      'BAD_REQUEST',
      /GET requests only support query/,
    ],
    ['an unknown path', { url: '/nowhere' }, 404, 'NOT_FOUND', /served at \/graphql/],
    [
      'another method',
      { method: 'PUT', url: '/graphql', headers: json, payload: '{}' },
      405,
      'METHOD_NOT_ALLOWED',
      /by POST/,
    ],
  ])('%s', async (_, options, status, code, sentence) => {
    await using world = await startFixtureGateway({ limits: { ...defaultLimits, depth: 3, bodyBytes: 1_000 } });
    const headers = { ...options.headers, origin: sandbox };
    const response = await world.gateway.fastify.inject({ ...options, headers });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({
      errors: [{ message: expect.stringMatching(sentence), extensions: { code } }],
    });
    expect(response.body).not.toMatch(/stacktrace|node_modules/);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': sandbox,
      'x-request-id': expect.any(String),
    });
  });
});

describe('ways to ask', () => {
  const text = 'query Who { who }';
  const documents = indexDocuments([{ id: 'who-1', text, client: 'web', name: 'Who' }]);
  const headers = { ...json, authorization: `Bearer ${tokenOf(ada)}` };
  test.each<[string, InjectOptions]>([
    ['POST /graphql', { method: 'POST', url: '/graphql', headers, payload: { query: text } }],
    ['POST /', { method: 'POST', url: '/', headers, payload: { query: text } }],
    [
      'GET without any header of its own',
      { url: `/graphql?query=${encodeURIComponent(text)}`, headers: { authorization: headers.authorization } },
    ],
    [
      'an empty operation name by POST',
      { method: 'POST', url: '/graphql', headers, payload: { query: text, operationName: '' } },
    ],
    ['an empty operation name by GET', { url: `/graphql?operationName=&query=${encodeURIComponent(text)}`, headers }],
    ['a stored document by POST', { method: 'POST', url: '/graphql', headers, payload: { documentId: 'who-1' } }],
    ['a stored document by GET', { url: '/graphql?documentId=who-1', headers }],
  ])('%s', async (_, options) => {
    await using world = await startFixtureGateway({ documents });
    const response = await world.gateway.fastify.inject(options);
    expect(response.json()).toEqual({ data: { who: ada } });
    expect(response.headers['cache-control']).toBe('no-store');
  });

  test('a hash that was registered with its text', async () => {
    await using world = await startFixtureGateway();
    const sha256Hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const send = (payload: object) =>
      world.gateway.fastify.inject({ method: 'POST', url: '/graphql', headers: json, payload });
    expect((await send({ query: '{__typename}', extensions })).json()).toEqual({ data: { __typename: 'Query' } });
    expect((await send({ extensions })).json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('a request id', () => {
  test.each([
    ['of the client is kept', 'abc-DEF_1.2', true],
    ['that is too long is replaced', 'x'.repeat(65), false],
    ['that would forge lines of a log is replaced', 'a b{"level":50}', false],
  ])('%s', async (_, given, isKept) => {
    await using world = await startFixtureGateway();
    const response = await world.gateway.fastify.inject({ url: '/health', headers: { 'x-request-id': given } });
    expect(response.headers['x-request-id'] === given).toBe(isKept);
    expect(response.headers['x-request-id']).toMatch(/^[\w.-]{1,64}$/);
  });
});

describe('web pages', () => {
  const preflight = (origin: string): InjectOptions => ({
    method: 'OPTIONS',
    url: '/graphql',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

  test.each([sandbox, 'https://app.example.org'])('of %s may ask', async (origin) => {
    await using world = await startFixtureGateway({ corsOrigins: ['https://app.example.org'] });
    const { headers, statusCode } = await world.gateway.fastify.inject(preflight(origin));
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization,content-type',
    });
  });

  test('of others may not', async () => {
    await using world = await startFixtureGateway();
    const { headers } = await world.gateway.fastify.inject(preflight('https://evil.example'));
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('are offered at / by Sandbox and at /graphiql', async () => {
    await using world = await startFixtureGateway({ hasPages: true });
    const page = await world.gateway.fastify.inject({ url: '/', headers: { accept: 'text/html' } });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Ecosystem Supergraph');
    const data = await world.gateway.fastify.inject({
      method: 'POST',
      url: '/',
      headers: json,
      payload: { query: '{__typename}' },
    });
    expect(data.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('health', () => {
  test('says that the process lives, and which subgraphs answer', async () => {
    await using world = await startFixtureGateway();
    const get = async (url: string) => (await world.gateway.fastify.inject(url)).json<unknown>();
    expect(await get('/health')).toEqual({ status: 'pass' });
    expect(await get('/ready')).toEqual({ status: 'pass', subgraphs: { people: 'pass', care: 'pass', shop: 'pass' } });
  });

  test('stays ready with a subgraph down, because one door is not the house', async () => {
    await using world = await startFixtureGateway();
    world.transports.care.fault = new Error('down');
    const response = await world.gateway.fastify.inject('/ready');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ status: 'warn', subgraphs: { people: 'pass', care: 'fail' } });
  });
});

test('a client must send its request in bounded time', async () => {
  await using world = await startFixtureGateway();
  expect(world.gateway.fastify.server.requestTimeout).toBeGreaterThan(0);
});

test('a client that goes away ends the fetches that were made for it', async () => {
  await using world = await startFixtureGateway();
  const { care } = world.transports;
  const aborted = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  care.fetch = ({ signal }) => {
    signal.addEventListener('abort', () => aborted.resolve());
    started.resolve();
    return aborted.promise.then(() => ({ data: {} }));
  };
  const address = new URL(await world.gateway.listen({ host: '127.0.0.1', port: 0 }));
  const socket = openSocket(Number(address.port), address.hostname);
  await once(socket, 'connect');
  const body = '{"query":"{ practitioners }"}';
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await started.promise;
  socket.destroy();
  await aborted.promise;
});

test('a query that would make validation compare every field with every other is refused', async () => {
  await using world = await startFixtureGateway();
  const { status, errors } = await world.ask(`{ orders { ${'id '.repeat(3_900)} } }`);
  expect(status).toBe(400);
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
});

test('headers of clients reach subgraphs only by name', async () => {
  const seen: unknown[] = [];
  await using world = await startFixtureGateway({ verifier: null, forwardHeaders: ['authorization'] });
  const { fetch: ask } = world.transports.people;
  world.transports.people.fetch = (request) => {
    seen.push(request.headers);
    return ask(request);
  };
  await world.gateway.fastify.inject({
    method: 'POST',
    url: '/graphql',
    headers: { ...json, authorization: 'Bearer of-others', cookie: 'secret=1' },
    payload: { query: '{ who }' },
  });
  expect(seen).toEqual([{ authorization: 'Bearer of-others' }]);
});
