import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { startWorld } from './world.ts';

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());
const token = await world.token('customer', 'liwei');

const findCustomer = (id: string) => `{ customer(id: ${JSON.stringify(id)}) { displayName } }`;
const readOrders = (page: string) => `{ me { commerce { orders(${page}) { nodes { id } } } } }`;

describe('an operation with', () => {
  test.each([
    ['a malformed id', findCustomer('liwei'), '"liwei" is not an id; expected cus_ and 26 characters.', ['customer']],
    ['an empty id', findCustomer(''), '"" is not an id; expected cus_ and 26 characters.', ['customer']],
    [
      'the id of another type',
      findCustomer(castId('ord', 1)),
      `The id "${castId('ord', 1)}" names another type; expected cus_ and 26 characters.`,
      ['customer'],
    ],
    ['first: 0', readOrders('first: 0'), '"first" must be between 1 and 100, not 0.', ['me', 'commerce', 'orders']],
    ['first: -1', readOrders('first: -1'), '"first" must be between 1 and 100, not -1.', ['me', 'commerce', 'orders']],
    [
      'first: 101',
      readOrders('first: 101'),
      '"first" must be between 1 and 100, not 101.',
      ['me', 'commerce', 'orders'],
    ],
    [
      'a broken cursor',
      readOrders('after: "nonsense"'),
      '"nonsense" is not a cursor of this list; pass one that the list returned.',
      ['me', 'commerce', 'orders'],
    ],
  ])('%s is answered with a clear sentence, a code and the path', async (_, query, message, path) => {
    const { status, errors } = await world.ask(query, { token });

    expect(status).toBe(200);
    expect(errors).toMatchObject([{ message, path, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors).toHaveLength(1);
  });

  test('the cursor of another list is refused', async () => {
    const { data } = await world.ask<{ me: { auto: { rides: { pageInfo: { endCursor: string } } } } }>(
      '{ me { auto { rides(first: 1) { pageInfo { endCursor } } } } }',
      { token },
    );
    const { errors } = await world.ask(readOrders(`after: "${data?.me.auto.rides.pageInfo.endCursor}"`), { token });

    expect(errors).toMatchObject([
      { message: expect.stringContaining('is not a cursor of this list'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  test('the character NUL, which PostgreSQL cannot hold, is a clear error', async () => {
    const { errors } = await world.ask('query ($code: ID!) { city(code: $code) { name } }', {
      variables: { code: '44\u0000' },
    });

    expect(errors).toMatchObject([
      { message: expect.stringContaining('NUL'), path: ['city'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  test('an unknown customer is null without an error', async () => {
    const { data, errors } = await world.ask(findCustomer(castId('cus', 999)), { token });

    expect({ data, errors }).toEqual({ data: { customer: null }, errors: undefined });
  });

  test('a field that does not exist is named', async () => {
    const { status, errors } = await world.ask('{ me { balance } }', { token });

    expect(status).toBe(400);
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('Cannot query field "balance" on type "Customer".'),
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
  });

  test('a variable of the wrong type is named', async () => {
    const { status, errors } = await world.ask(
      'query ($first: Int) { practitioners(first: $first) { nodes { id } } }',
      { variables: { first: 'many' } },
    );

    expect(status).toBe(400);
    expect(errors).toMatchObject([
      { message: expect.stringContaining('"$first"'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

/** Sends a request as it is, and reads the answer's status and first error. */
async function send(
  path: string,
  init: RequestInit,
): Promise<{ status: number; message: string; code: string; headers: Headers }> {
  const response = await fetch(`${world.url}${path}`, init);
  const body = (await response.json()) as { errors?: { message: string; extensions: { code: string } }[] };
  const [error] = body.errors ?? [];
  return {
    status: response.status,
    message: error?.message ?? '',
    code: error?.extensions.code ?? '',
    headers: response.headers,
  };
}

const json = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
const post = (body: unknown, headers: Record<string, string> = json) =>
  send('/graphql', { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const two = 'query A { me { id } } query B { me { displayName } }';

/** Without a header "accept" the answer is application/json, whose status tells of HTTP alone: docs/decisions/0007-http.md. */
describe('a request with', () => {
  test.each([
    ['invalid JSON', () => post('{"query": '), 400, /JSON/],
    [
      'the wrong content type',
      () => post('query=1', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      /application\/json/,
    ],
    ['no query', () => post({}), 400, /"query"/],
    ['an unknown operation name', () => post({ query: two, operationName: 'C' }), 200, /"C"/],
    ['two operations without a name', () => post({ query: two }), 200, /operationName/],
    ['an unknown document id', () => post({ documentId: 'sha256:0000' }), 404, /sha256:0000/],
    [
      'a hash that does not match',
      () =>
        post({ query: '{ me { id } }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
      400,
      /sha/i,
    ],
    ['broken syntax', () => post({ query: '{ me { id }' }), 200, /Syntax Error/],
    ['a body that is too large', () => post({ query: `{ me { id } } #${'x'.repeat(300_000)}` }), 413, /200000 bytes/],
    ['a list of operations', () => post([{ query: '{ me { id } }' }]), 400, /batch|array|list/i],
    ['a body that is no object', () => post('5'), 400, /must be one JSON object/],
    ['a malformed address', () => send('/%zz', { method: 'GET' }), 400, /malformed/],
    ['an unknown path', () => send('/nowhere', { method: 'GET' }), 404, /graphql/],
  ] as const)('%s is answered with a clear sentence and a code', async (_, ask, status, message) => {
    const answer = await ask();

    expect(answer).toMatchObject({
      status,
      message: expect.stringMatching(message),
      code: expect.stringMatching(/^[A-Z_]+$/),
    });
  });

  test.each([
    ['depth', `{ me { ${'finance { wallet { '.repeat(10)} id ${'} }'.repeat(10)} } }`],
    ['aliases', `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: marketplaces { code }`).join(' ')} }`],
    ['root fields', `{ ${'marketplaces { code } city(code: "440300") { name } '.repeat(15)} }`],
    [
      'doubling fragments',
      `{ ...f0 } ${Array.from({ length: 16 }, (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`).join(' ')} fragment f16 on Query { marketplaces { code } }`,
    ],
    ['tokens', `{ ${'me { id } '.repeat(2_000)} }`],
  ])('too much %s is refused before anything is planned', async (_, query) => {
    world.fetches.length = 0;
    const { status, message, code } = await post({ query });

    expect(status).toBe(400);
    expect(code).not.toBe('INTERNAL');
    expect(message).toMatch(/\d/);
    expect(world.fetches).toEqual([]);
  });

  test('any error can be read by Apollo Sandbox and carries the request id', async () => {
    const { headers } = await post('{"query": ', {
      ...json,
      origin: 'https://studio.apollographql.com',
      'x-request-id': 'sandbox-1',
    });

    expect(headers.get('access-control-allow-origin')).toBe('https://studio.apollographql.com');
    expect(headers.get('x-request-id')).toBe('sandbox-1');
  });
});
