import { createAdmission } from '@ecosystem/gateway/http/admission';
import { castId } from '@ecosystem/kit/world';
import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, describe, expect, test } from 'vitest';
import { connectAgent, withoutUndefined } from './mcp-agent.ts';
import { startWorld } from './world.ts';

const page = 'https://agent.example';
const admission = createAdmission({ concurrent: 1, queued: 0, waitMs: 1_000 });
const world = await startWorld('in-process', { partners: true, corsOrigins: [page], admission });
afterAll(() => world[Symbol.asyncDispose]());
const token = await world.token('partner', 'shop');

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

async function send(body: unknown, headers: Record<string, string> = {}, method = 'POST') {
  const response = await fetch(`${world.url}/mcp`, {
    method,
    headers: {
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

test('a message is one POST and one answer in JSON, without a session, that no cache keeps', async () => {
  const { status, headers, body } = await send(ping);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch('application/json');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('mcp-session-id')).toBeNull();
  expect(headers.get('x-request-id')).not.toBeNull();
  expect(body).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
});

test('a notification is taken without an answer', async () => {
  const { status, body } = await send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  expect({ status, body }).toEqual({ status: 202, body: null });
});

test.each([
  ['a batch', [ping, ping], {}, 400, -32_600],
  ['what is no message', { hello: 'world' }, {}, 400, -32_700],
  ['a version of the protocol that is not known', ping, { 'mcp-protocol-version': '1999-01-01' }, 400, -32_000],
  ['a client that does not take JSON', ping, { accept: 'text/html' }, 406, -32_000],
])('%s is refused', async (_, body, headers, status, code) => {
  expect(await send(body, headers)).toMatchObject({ status, body: { error: { code } } });
});

test('a message waits at the same door as an operation of GraphQL', async () => {
  expect(admission.tryEnter()).toBe(true);
  const refused = await send(ping);
  expect(refused).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'OVERLOADED' } }] } });
  admission.leave();
  expect((await send(ping)).status).toBe(200);
  expect(admission.count()).toEqual({ inside: 0, waiting: 0 });
});

test.each(['GET', 'DELETE'])('%s is answered 405: there are no sessions', async (method) => {
  const { status, headers } = await send(null, {}, method);
  expect(status).toBe(405);
  expect(headers.get('allow')).toBe('POST');
});

test.each(['resources/list', 'prompts/list', 'logging/setLevel'])('%s is not offered', async (method) => {
  expect(await send({ ...ping, method })).toMatchObject({ status: 200, body: { error: { code: -32_601 } } });
});

describe('a caller', () => {
  test.each([
    ['without a token', '', 'Bearer resource_metadata='],
    ['with a token that does not count', 'Bearer nonsense', 'Bearer error="invalid_token", resource_metadata='],
  ])('%s is told where tokens come from', async (_, authorization, begin) => {
    const { status, headers, body } = await send(ping, { authorization: authorization || 'Bearer' });
    expect(status).toBe(401);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    const challenge = headers.get('www-authenticate') ?? '';
    expect(challenge.startsWith(begin)).toBe(true);
    const [, address] = /resource_metadata="([^"]+)"/.exec(challenge) ?? [];
    const described = await (await fetch(address ?? '')).json();
    expect(described).toEqual({
      resource: `${world.url}/mcp`,
      authorization_servers: [world.issuer?.name()],
      scopes_supported: ['partner:read', 'partner:manage'],
      bearer_methods_supported: ['header'],
      resource_name: expect.any(String),
    });
    const plain = await fetch(`${world.url}/.well-known/oauth-protected-resource`);
    expect(await plain.json()).toEqual(described);
  });

  test.each([
    ['a customer', 'customer'],
    ['an operator', 'platform-operator'],
    ['a company that works for the platform', 'carrier'],
  ])('that is %s has no tools', async (_, persona) => {
    const { status, body } = await send(ping, { authorization: `Bearer ${await world.token(persona)}` });
    expect(status).toBe(403);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    await expect(connectAgent(world, await world.token(persona))).rejects.toThrow();
  });

  test('from a web page may call only if that page is configured, whatever name it gave our address', async () => {
    expect((await send(ping, { origin: page })).status).toBe(200);
    expect((await send(ping, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await send(ping, { origin: world.url })).status).toBe(403);
    expect((await send(ping, { origin: 'null' })).status).toBe(403);
  });
});

test('an agent that has the address, an id and a secret finds out the rest by itself', async () => {
  const { issuer } = world;
  if (!issuer) throw new Error('A world with partners has an issuer.');
  const clientId = castId('par', 6);
  await issuer.clients.save(clientId, { name: 'Shop', authMethod: 'client_secret_basic', redirectUris: [] });
  const made = await issuer.clients.rotateSecret(clientId);
  if (!made.ok) throw new Error(made.message);
  const authProvider = new ClientCredentialsProvider({
    clientId,
    clientSecret: made.value,
    scope: 'partner:read',
    expectedIssuer: issuer.name(),
  });
  const address = new URL(issuer.name().replace(/oidc$/, 'mcp'));
  const client = new Client({ name: 'test-agent', version: '1.0.0' });
  await client.connect(withoutUndefined(new StreamableHTTPClientTransport(address, { authProvider })));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['CustomerOrders']);
  await client.close();
});
