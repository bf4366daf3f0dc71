import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatFieldKeys } from '@ecosystem/kit/field-keys';
import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { castId } from '@ecosystem/kit/world';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { readText } from './files.ts';
import { cloneAll, endStarted, start } from './processes.ts';

// An issuer of somebody else in place of the embedded one, as JWKS_URL configures it.

const [issuer, audience, kid] = [
  'https://issuer.partner-world.test',
  'https://api.partner-world.test',
  'key of the test',
];
const { privateKey, publicKey } = await generateKeyPair('ES256');
const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] });
const keyServer = createServer((_, response) => response.setHeader('content-type', 'application/json').end(keys));
keyServer.listen(0, '127.0.0.1');
await once(keyServer, 'listening');
const address = keyServer.address();
const folder = await mkdtemp(join(tmpdir(), 'ecosystem-issuer-'));

const url = await start('gateway/src/main.ts', {
  ...(await cloneAll()),
  GATEWAY_DATABASE_URL: await cloneDatabase('gateway'),
  FIELD_KEYS: formatFieldKeys(testFieldKeys),
  DATA_DIR: folder,
  PORT: '0',
  JWKS_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/keys`,
  JWT_ISSUER: issuer,
  JWT_AUDIENCE: audience,
}).ready();
afterAll(async () => {
  await endStarted();
  keyServer.close();
  await rm(folder, { recursive: true, force: true });
});

const sign = (claims: Record<string, unknown>, from = issuer) =>
  new SignJWT({ scope: 'partner:read', client_id: castId('par', 6), ...claims })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
    .setIssuer(from)
    .setAudience(audience)
    .setExpirationTime('5m')
    .sign(privateKey);

const subjectId = demoSubjectId(6, 1);
const query = readText('schema/operations/partner/shop/customer-orders.graphql');
const read = async (token: string, variables: Record<string, unknown> = { subjectId }) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
};
const published = await fetch(`${url}/partners/${castId('par', 6)}/operations`, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    authorization: `Bearer ${await sign({ sub: castId('par', 6), scope: 'partner:manage' })}`,
  },
  body: JSON.stringify({ orders: query }),
});
const view = { displayName: '小伟', orders: { nodes: expect.any(Array) } };
const refused = { data: { partnerView: null }, errors: [{ extensions: { code: 'CONSENT_REQUIRED' } }] };

test('a partner publishes with a token of the outside issuer', () => {
  expect(published.status).toBe(200);
});

test('a partner reads customers with a token of the outside issuer', async () => {
  expect(await read(await sign({ sub: castId('par', 6) }))).toMatchObject({ data: { partnerView: view } });
});

test('a token of the outside issuer for one customer and consent reads them and no other', async () => {
  const { data } = (await read(await sign({ sub: castId('par', 6) }))) as Answer;
  const { consentId } = data.partnerView;

  expect(await read(await sign({ sub: subjectId, consent_id: consentId }))).toMatchObject({
    data: { partnerView: view },
  });
  expect(await read(await sign({ sub: demoSubjectId(6, 2), consent_id: consentId }))).toMatchObject(refused);
});

test('a token that is signed with the right key in the name of another issuer counts for nothing', async () => {
  expect(await read(await sign({ sub: castId('par', 6) }, `${url}/oidc`))).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

test.each(['.well-known/openid-configuration', 'jwks', 'auth', 'token'])(
  'the embedded issuer is not there: /oidc/%s is 404',
  async (path) => {
    const method = path === 'token' ? 'POST' : 'GET';
    expect((await fetch(`${url}/oidc/${path}`, { method })).status).toBe(404);
  },
);

interface Answer {
  readonly data: { readonly partnerView: { readonly consentId: string } };
}
