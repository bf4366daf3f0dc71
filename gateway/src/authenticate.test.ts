import { castId } from '@ecosystem/kit/world';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTokenVerifier, readBearerToken, type TokenVerifier } from './authenticate.ts';
import { serveLoopback } from './testing/serve-subgraph.ts';
import { startFixtureGateway } from './testing/start-gateway.ts';

const issuer = 'https://issuer.test';
const audience = 'https://api.test';
const subjectId = castId('sub', 1);
const partnerId = castId('par', 1);
const consentId = castId('cns', 1);
const inAnHour = Math.floor(Date.now() / 1000) + 3_600;

let privateKey: CryptoKey;
let strangerKey: CryptoKey;
let keys: { keys: object[] };
let verifier: TokenVerifier;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  privateKey = pair.privateKey;
  strangerKey = (await generateKeyPair('ES256')).privateKey;
  keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }] };
  verifier = createTokenVerifier({ keys: keys as never, issuer, audience });
});

const sign = (claims: JWTPayload, { key = privateKey, typ = 'at+jwt' }: { key?: CryptoKey; typ?: string } = {}) =>
  new SignJWT({ iss: issuer, aud: audience, sub: 'cus_1', exp: inAnHour, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'one', typ })
    .sign(key);

/** jose leaves claims out that are undefined, which its types do not know. */
const without = (claim: string): JWTPayload => Object.fromEntries([[claim, undefined]]);

const unsigned = (header: object, claims: object = { iss: issuer, aud: audience, sub: 'cus_1', exp: inAnHour }) =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

describe('a token that counts', () => {
  test('gives subject and scopes', async () => {
    const caller = await verifier.verify(await sign({ scope: 'care:read people:read' }));
    expect(caller).toEqual({ subject: 'cus_1', scopes: new Set(['care:read', 'people:read']) });
  });

  test.each([
    ['a list', { scope: ['a', 'b'] }, ['a', 'b']],
    ['the claim scp', { scp: 'a b' }, ['a', 'b']],
    ['nothing', {}, []],
  ])('may write its scopes as %s', async (_, claims, scopes) => {
    expect((await verifier.verify(await sign(claims as JWTPayload))).scopes).toEqual(new Set(scopes));
  });

  test.each(['at+jwt', 'application/at+jwt', 'JWT'])('may be of type %s', async (typ) => {
    expect((await verifier.verify(await sign({}, { typ }))).subject).toBe('cus_1');
  });

  test('has none of the scopes by which the gateway speaks to subgraphs', async () => {
    const scope = 'gateway:enforce partner:read consent:ORDERS_READ gateway: mygateway:x';
    expect((await verifier.verify(await sign({ scope }))).scopes).toEqual(new Set(['partner:read', 'mygateway:x']));
    expect((await verifier.verify(await sign({ scp: ['consent:ORDERS_READ'] }))).scopes).toEqual(new Set());
  });

  test('of a customer’s authorization stands for the partner, bound to that customer and consent', async () => {
    const claims = { sub: subjectId, client_id: partnerId, consent_id: consentId, scope: 'partner:read' };
    expect(await verifier.verify(await sign(claims))).toEqual({
      subject: partnerId,
      scopes: new Set(['partner:read']),
      boundTo: { subjectId, consentId },
    });
  });

  test('may be of any of several issuers, each with its own keys', async () => {
    const other = await generateKeyPair('ES256', { extractable: true });
    const otherKeys = { keys: [{ ...(await exportJWK(other.publicKey)), kid: 'one', alg: 'ES256' }] };
    const several = createTokenVerifier([
      { keys: keys as never, issuer, audience },
      { keys: otherKeys as never, issuer: () => 'https://second.test', audience },
    ]);
    const ofSecond = { iss: 'https://second.test', sub: 'cus_2' };
    expect((await several.verify(await sign({}))).subject).toBe('cus_1');
    expect((await several.verify(await sign(ofSecond, { key: other.privateKey }))).subject).toBe('cus_2');
    await expect(several.verify(await sign(ofSecond))).rejects.toThrow('not valid');
    await expect(several.verify(await sign({}, { key: other.privateKey }))).rejects.toThrow('not valid');
    await expect(several.verify(await sign({ iss: 'https://third.test' }))).rejects.toThrow(
      'not meant for this service',
    );
  });

  test('is not verified again, and not longer than it lives', async () => {
    const token = await sign({});
    const first = await verifier.verify(token);
    expect(await verifier.verify(token)).toBe(first);
    const old = await sign({ exp: Math.floor(Date.now() / 1000) - 2 });
    // Within the tolerance of clocks it counts, but it is not remembered.
    expect(await verifier.verify(old)).not.toBe(await verifier.verify(old));
  });

  test('is checked with keys that the issuer publishes', async () => {
    await using server = await serveLoopback((_, response) => void response.end(JSON.stringify(keys)));
    const remote = createTokenVerifier({ keys: new URL(server.url), issuer, audience });
    expect((await remote.verify(await sign({}))).subject).toBe('cus_1');
  });
});

describe('a token that does not count', () => {
  test.each([
    ['is no token', async () => 'nonsense'],
    ['has expired', () => sign({ exp: inAnHour - 7_200 })],
    ['never expires', () => sign(without('exp'))],
    ['is for another audience', () => sign({ aud: 'https://other.test' })],
    ['is of another issuer', () => sign({ iss: 'https://other.test' })],
    ['names nobody', () => sign(without('sub'))],
    ['names a consent, but no partner', () => sign({ sub: subjectId, client_id: 'app', consent_id: consentId })],
    ['names a consent, but a customer', () => sign({ client_id: partnerId, consent_id: consentId })],
    ['names a consent that is none', () => sign({ sub: subjectId, client_id: partnerId, consent_id: 7 })],
    ['is not valid yet', () => sign({ nbf: inAnHour })],
    ['is of another type', () => sign({}, { typ: 'logout+jwt' })],
    ['is signed by a stranger', () => sign({}, { key: strangerKey })],
    ['is not signed (alg none)', async () => unsigned({ alg: 'none' })],
    [
      'is signed with the public key as a password (HS256)',
      () =>
        new SignJWT({ iss: issuer, aud: audience, sub: 'cus_1', exp: inAnHour })
          .setProtectedHeader({ alg: 'HS256', kid: 'one' })
          .sign(new TextEncoder().encode(JSON.stringify(keys.keys[0]))),
    ],
  ])('because it %s is answered 401, with a sentence, a challenge and CORS headers', async (_, make) => {
    await using world = await startFixtureGateway({ verifier });
    const response = await world.gateway.fastify.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${await make()}`, origin: 'https://studio.apollographql.com' },
      payload: { query: '{ practitioners }' },
    });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({
      errors: [{ message: expect.stringMatching(/^[A-Z].*token.*\.$/), extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(response.headers).toMatchObject({
      'www-authenticate': 'Bearer error="invalid_token"',
      'access-control-allow-origin': 'https://studio.apollographql.com',
      'x-request-id': expect.any(String),
    });
    expect(Object.values(world.subgraphs).flatMap(({ asked }) => asked)).toEqual([]);
  });

  test.each([
    ['nobody answers', null],
    ['the issuer fails', { status: 500, body: '{}' }],
    ['the issuer answers something else', { status: 200, body: '{"hello":1}' }],
  ])('because %s where the keys should be is trouble of the gateway: 503', async (_, answer) => {
    await using server = await serveLoopback((__, response) => {
      if (answer) response.writeHead(answer.status).end(answer.body);
      else response.destroy();
    });
    const remote = createTokenVerifier({ keys: new URL(server.url), issuer, audience });
    await using world = await startFixtureGateway({ verifier: remote });
    expect(await world.ask('{ practitioners }', { token: await sign({}) })).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: 'AUTHENTICATION_UNAVAILABLE' } }],
    });
  });
});

describe('an Authorization header', () => {
  test.each([
    [undefined, null],
    ['Bearer abc.def-_~+/==', 'abc.def-_~+/=='],
    ['bearer abc', 'abc'],
    ['Bearer ', null],
  ])('%s gives %s', (header, token) => {
    expect(readBearerToken(header)).toBe(token);
  });

  test.each(['Basic dXNlcjpwYXNz', 'abc', 'Bearer a b', 'Bearer a,b'])('%s is refused', (header) => {
    expect(() => readBearerToken(header)).toThrow(
      'The Authorization header must be "Bearer", a space and an access token.',
    );
  });
});
