import { castId } from '@ecosystem/kit/world';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenVerifier } from '../authenticate.ts';
import { createErrorHandler } from '../http/errors.ts';
import { defaultLimits } from '../limits/limits.ts';
import { openRegistryDatabase, openWorker, partnerOf, type TestWorker } from '../testing/open-registry.ts';
import { plainVerifier, tokenOf } from '../testing/start-gateway.ts';
import { serveRegistry } from './routes.ts';

const shop = partnerOf('shop');
const bank = partnerOf('bank');
const text = 'query View($s: ID!) { partnerView(subjectId: $s) { displayName } }';
const verifier: TokenVerifier = plainVerifier;

let worker: TestWorker;
let fastify: FastifyInstance;

beforeAll(async () => {
  worker = await openWorker(await openRegistryDatabase());
  fastify = Fastify({ bodyLimit: defaultLimits.bodyBytes });
  fastify.setErrorHandler(createErrorHandler(defaultLimits));
  serveRegistry(fastify, { registry: worker.registry, verifier });
});
afterAll(async () => {
  await fastify.close();
  await worker[Symbol.asyncDispose]();
});

interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly of?: string;
  readonly token?: string | null;
  readonly path?: string;
  readonly body?: unknown;
}

/** Status and body of the answer; the shop asks for itself unless something else is said. */
async function ask({ method = 'GET', of = shop, token = tokenOf(shop, 'partner:manage'), path = '', body }: Asked) {
  const answer = await fastify.inject({
    method,
    url: `/partners/${of}/operations${path}`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body !== undefined && { payload: JSON.stringify(body), headers: withJson(token) }),
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
}

const withJson = (token: string | null) => ({
  'content-type': 'application/json',
  ...(token !== null && { authorization: `Bearer ${token}` }),
});

test('a partner publishes, lists and takes back', async () => {
  const published = await ask({ method: 'POST', body: { a: text } });
  expect(published).toMatchObject({
    status: 200,
    body: {
      release: 1,
      operations: [{ documentId: 'a', name: 'View', isNew: true }],
      workersReady: 1,
      workersAsked: 1,
    },
  });
  const listed = await ask({ token: tokenOf(shop, 'partner:read') });
  expect(listed).toMatchObject({
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: { operations: [{ documentId: 'a', kind: 'query', consentScopes: ['PROFILE_BASIC'], release: 1 }] },
  });
  worker.usage.set('a', { callsLast30Days: 2, lastUsedAt: new Date(0) });
  expect(await ask({ method: 'DELETE', path: '/a' })).toMatchObject({
    status: 409,
    body: { errors: [{ extensions: { code: 'STILL_USED', documentId: 'a', callsLast30Days: 2 } }] },
  });
  const gone = await ask({ method: 'DELETE', path: '/a?force=true' });
  expect(gone).toMatchObject({ status: 200, body: { documentId: 'a', callsLast30Days: 2 } });
  expect(await ask({})).toMatchObject({ body: { operations: [] } });
  expect(await ask({ method: 'DELETE', path: '/b' })).toMatchObject({
    status: 404,
    body: { errors: [{ extensions: { code: 'DOCUMENT_NOT_FOUND' } }] },
  });
});

test('an operator publishes for a partner, by an id that must be escaped', async () => {
  const token = tokenOf(castId('opr', 1), 'partner:review');
  expect(await ask({ method: 'POST', of: bank, token, body: { 'sha256:x/y': text } })).toMatchObject({ status: 200 });
  expect(await ask({ of: bank, token })).toMatchObject({ body: { operations: [{ documentId: 'x/y' }] } });
  expect(await ask({ of: 'par_nobody', method: 'POST', token, body: { a: text } })).toMatchObject({ status: 404 });
  expect(await ask({ method: 'DELETE', of: bank, token, path: '/sha256%3Ax%2Fy' })).toMatchObject({ status: 200 });
});

describe.each(['GET', 'POST', 'DELETE'] as const)('by %s', (method) => {
  const path = method === 'DELETE' ? '/a' : '';
  const body = method === 'POST' ? { body: { z: text } } : {};
  test.each([
    ['nobody', null, 401, 'UNAUTHENTICATED'],
    ['a token that does not count', 'x', 401, 'UNAUTHENTICATED'],
    ['another partner', tokenOf(bank, 'partner:manage', 'partner:read'), 403, 'FORBIDDEN'],
    ['the partner without the scope', tokenOf(shop), 403, 'FORBIDDEN'],
    ['a customer with the scope', tokenOf(castId('cus', 9), 'partner:manage'), 403, 'FORBIDDEN'],
  ])('%s gets nothing', async (_, token, status, code) => {
    const answer = await ask({ method, path, token, ...body });
    expect(answer).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
    expect(worker.registry.find(shop, 'z')).toBeNull();
  });

  test('a partner reaches no path of another subject that is no partner', async () => {
    const customer = castId('cus', 9);
    const answer = await ask({ method, path, of: customer, token: tokenOf(customer, 'partner:manage'), ...body });
    expect(answer.status).toBe(403);
  });
});

test('reading alone does not publish', async () => {
  const token = tokenOf(shop, 'partner:read');
  expect((await ask({ method: 'POST', token, body: { a: text } })).status).toBe(403);
  expect((await ask({ method: 'DELETE', token, path: '/a' })).status).toBe(403);
});

test('every problem of a manifest is an error of its own', async () => {
  const answer = await ask({ method: 'POST', body: { a: '{', b: text.replace('displayName', 'walletBand') } });
  expect(answer).toMatchObject({
    status: 400,
    body: {
      errors: [
        { extensions: { code: 'GRAPHQL_PARSE_FAILED', documentId: 'a' } },
        { extensions: { code: 'SCOPE_NOT_ALLOWED', documentId: 'b', scopes: ['WALLET_BAND'] } },
      ],
    },
  });
});

test.each([
  ['no manifest', [], 400, 'MANIFEST_INVALID'],
  ['a suspended partner', { a: text }, 409, 'PARTNER_NOT_LIVE'],
])('%s is refused with its status', async (_, body, status, code) => {
  worker.states.set(shop, 'SUSPENDED');
  if (code === 'MANIFEST_INVALID') worker.states.delete(shop);
  const answer = await ask({ method: 'POST', body });
  worker.states.delete(shop);
  expect(answer).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
});

test('a manifest may be larger than an operation, and has a limit of its own', async () => {
  const comments = (count: number) => `# ${'x'.repeat(count)}\n${text}`;
  expect((await ask({ method: 'POST', body: { large: comments(300_000) } })).status).toBe(200);
  expect(await ask({ method: 'POST', body: { larger: comments(2_000_000) } })).toMatchObject({
    status: 413,
    body: { errors: [{ message: 'A manifest has at most 2000000 bytes.', extensions: { code: 'MANIFEST_INVALID' } }] },
  });
  const broken = await fastify.inject({
    method: 'POST',
    url: `/partners/${shop}/operations`,
    headers: withJson(tokenOf(shop, 'partner:manage')),
    payload: '{',
  });
  expect(broken.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
});
