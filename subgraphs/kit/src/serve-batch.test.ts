import type { FastifyInstance } from 'fastify';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { BatchEntry } from './batch-protocol.ts';
import { anonymous, callersHeader, signCaller, signCallers } from './caller.ts';
import { DatabaseUnavailable } from './database.ts';
import type { SubgraphRequest } from './request.ts';
import { createSubgraphServer } from './serve.ts';
import { customer } from './testing.ts';

const secret = 'the secret that gateway and subgraphs share';
const key = new TextEncoder().encode(secret);
const callers = [customer(1, ['auto:read']), anonymous];
const asked: SubgraphRequest[] = [];
const server: FastifyInstance = createSubgraphServer(
  {
    name: 'auto',
    async execute(request) {
      asked.push(request);
      if (request.query === '{lost}') throw new DatabaseUnavailable('auto');
      if (request.query === '{fault}') throw new Error('the password is hunter2');
      if (request.query === '{odd}') return { data: { big: 1n } };
      if (request.query === '{hangs}') return new Promise(() => undefined);
      return { data: { caller: request.caller.subject } };
    },
    ping: async () => undefined,
  },
  secret,
);
beforeEach(() => {
  asked.length = 0;
});
afterAll(() => server.close());

const entry = (query: number, more: Partial<BatchEntry> = {}): BatchEntry => ({
  query,
  caller: 0,
  requestId: 'r-1',
  timeoutMs: 10_000,
  ...more,
});
const post = async (body: unknown, header?: string) =>
  server.inject({
    method: 'POST',
    url: '/graphql/batch',
    headers: {
      'content-type': 'application/json',
      [callersHeader]: header ?? (await signCallers(callers, 'auto', key)),
    },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { index: number })
    .sort((one, other) => one.index - other.index);

test('each entry is executed for its own caller under its own request id, and answered by a line', async () => {
  const entries = [entry(1, { variables: { a: 1 }, operationName: 'Me' }), entry(0, { caller: 1, requestId: 'r-2' })];
  const response = await post({ queries: ['{a}', '{b}'], entries });

  expect(response.headers['content-type']).toBe('application/x-ndjson');
  expect(linesOf(response.body)).toEqual([
    { index: 0, result: { data: { caller: callers[0]?.subject } } },
    { index: 1, result: { data: { caller: null } } },
  ]);
  expect(asked).toEqual([
    { query: '{b}', operationName: 'Me', variables: { a: 1 }, caller: callers[0], requestId: 'r-1' },
    { query: '{a}', operationName: undefined, variables: undefined, caller: anonymous, requestId: 'r-2' },
  ]);
});

test('an entry without an answer is an outage of its own, and tells nothing of the fault', async () => {
  const queries = ['{lost}', '{fault}', '{odd}', '{a}'];
  const response = await post({ queries, entries: queries.map((_, index) => entry(index)) });

  expect(linesOf(response.body)).toEqual([
    { index: 0, outage: 'The database of auto does not answer.' },
    { index: 1, outage: 'It failed.' },
    { index: 2, outage: 'It failed.' },
    { index: 3, result: { data: { caller: callers[0]?.subject } } },
  ]);
});

test('an entry is not waited for longer than its time, and one that is late already is not begun', async () => {
  const entries = [entry(0, { timeoutMs: 20 }), entry(1, { timeoutMs: 0 }), entry(1)];
  const response = await post({ queries: ['{hangs}', '{a}'], entries });

  expect(linesOf(response.body)).toEqual([
    { index: 0, outage: 'The time of the request is up.' },
    { index: 1, outage: 'The time of the request is up.' },
    { index: 2, result: { data: { caller: callers[0]?.subject } } },
  ]);
  expect(asked.length).toBe(2);
});

test.each([
  ['no signature', async () => ''],
  ['any text', async () => 'cus_1'],
  ['the header of a single call', () => signCaller(anonymous, 'auto', key)],
  ['a signature for another subgraph', () => signCallers(callers, 'finance', key)],
  ['another secret', () => signCallers(callers, 'auto', new TextEncoder().encode('another secret, as long as this'))],
])('a call with %s is answered 401, before its body is read', async (_, makeHeader) => {
  const response = await post('{ this is not JSON', await makeHeader());

  expect(response.statusCode).toBe(401);
  expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(asked).toEqual([]);
});

test.each<[string, unknown]>([
  ['broken JSON', '{'],
  ['no entries', { queries: [], entries: [] }],
  ['a list', []],
  ['too many entries', { queries: ['{a}'], entries: Array.from({ length: 101 }, () => entry(0)) }],
  ['an entry without a text', { queries: ['{a}'], entries: [entry(1)] }],
  ['an entry of a caller that nobody signed', { queries: ['{a}'], entries: [entry(0, { caller: 2 })] }],
  ['an entry of no caller', { queries: ['{a}'], entries: [{ ...entry(0), caller: undefined }] }],
  ['an entry of a caller before the first', { queries: ['{a}'], entries: [entry(0, { caller: -1 })] }],
  ['an entry without a time', { queries: ['{a}'], entries: [{ ...entry(0), timeoutMs: undefined }] }],
  ['an entry that is null', { queries: ['{a}'], entries: [null] }],
  ['variables that are a list', { queries: ['{a}'], entries: [{ ...entry(0), variables: [] }] }],
  ['variables that are a text', { queries: ['{a}'], entries: [{ ...entry(0), variables: 'a' }] }],
])('a call with %s is a clear error, and nothing is executed', async (_, body) => {
  const response = await post(body);

  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  expect(asked).toEqual([]);
});
