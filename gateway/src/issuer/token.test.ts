import { castId } from '@ecosystem/kit/world';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../testing/start-issuer.ts';

const hourMs = 3_600_000;
const credentials = { grant_type: 'client_credentials', scope: 'partner:read partner:manage' };

let issuer: TestIssuer;
let nowMs = Date.now();

beforeAll(async () => {
  issuer = await startTestIssuer({ now: () => new Date(nowMs) });
});
afterAll(() => issuer[Symbol.asyncDispose]());

/** A client of its own for one test. */
async function makeClient(
  number: number,
  authMethod: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt',
) {
  const clientId = castId('par', number);
  await issuer.issuer.clients.save(clientId, { name: `Partner ${number}`, authMethod, redirectUris: [] });
  const made = await issuer.issuer.clients.rotateSecret(clientId);
  return { clientId, secret: made.ok ? made.value : '' };
}

describe('a server of a partner', () => {
  test('gets a token by its secret, which the gateway takes for the partner', async () => {
    const { status, body } = await issuer.token(credentials, basic(issuer.clientId, issuer.secret));
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: credentials.scope });
    expect(await issuer.verifier.verify(String(body['access_token']))).toEqual({
      subject: issuer.clientId,
      scopes: new Set(['partner:read', 'partner:manage']),
    });
  });

  test('may send its secret in the body where that is agreed', async () => {
    const { clientId, secret } = await makeClient(11, 'client_secret_post');
    const form = { ...credentials, client_id: clientId, client_secret: secret };
    expect((await issuer.token(form)).status).toBe(200);
  });

  test.each([
    ['another secret', () => basic(issuer.clientId, 'x'.repeat(43))],
    ['the word that stands for a secret', () => basic(issuer.clientId, 'known-by-its-hash-alone')],
    ['the name of nobody', () => basic(castId('par', 99), issuer.secret)],
  ])('gets nothing with %s', async (_, headers) => {
    expect(await issuer.token(credentials, headers())).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });

  test.each([
    ['gateway:enforce', undefined],
    ['consent:ORDERS_READ partner:read', 'partner:read'],
    ['customer:read', undefined],
  ])('gets of the scopes %s only those for partners', async (scope, given) => {
    const { status, body } = await issuer.token({ ...credentials, scope }, basic(issuer.clientId, issuer.secret));
    expect(status).toBe(200);
    expect(body['scope']).toBe(given);
  });

  test.each(['password', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'])(
    'cannot use the grant %s',
    async (grant_type) => {
      const { status, body } = await issuer.token({ grant_type }, basic(issuer.clientId, issuer.secret));
      expect(status).toBe(400);
      expect(body['error']).toBe('unsupported_grant_type');
    },
  );

  test('gets no token for another audience', async () => {
    const form = { ...credentials, resource: 'https://other.test' };
    expect(await issuer.token(form, basic(issuer.clientId, issuer.secret))).toMatchObject({
      status: 400,
      body: { error: 'invalid_target' },
    });
  });

  test.each([
    ['APPLIED', 401],
    ['SANDBOX', 200],
    ['LIVE', 200],
    ['SUSPENDED', 401],
    ['TERMINATED', 401],
  ])('whose partner is %s is answered %i, at once', async (state, status) => {
    const { clientId, secret } = await makeClient(12, 'client_secret_basic');
    expect((await issuer.token(credentials, basic(clientId, secret))).status).toBe(200);
    issuer.statuses.set(clientId, state);
    expect((await issuer.token(credentials, basic(clientId, secret))).status).toBe(status);
    issuer.statuses.delete(clientId);
  });
});

describe('a new secret', () => {
  test('leaves the one before for a day, and not longer', async () => {
    const { clientId, secret } = await makeClient(13, 'client_secret_basic');
    const made = await issuer.issuer.clients.rotateSecret(clientId);
    const next = made.ok ? made.value : '';
    const tryBoth = async () => [
      (await issuer.token(credentials, basic(clientId, secret))).status,
      (await issuer.token(credentials, basic(clientId, next))).status,
    ];
    expect(await tryBoth()).toEqual([200, 200]);
    nowMs += 23 * hourMs;
    expect(await tryBoth()).toEqual([200, 200]);
    nowMs += 2 * hourMs;
    expect(await tryBoth()).toEqual([401, 200]);
    nowMs -= 25 * hourMs;
  });

  test('ends the secret before the last at once', async () => {
    const { clientId, secret } = await makeClient(14, 'client_secret_basic');
    await issuer.issuer.clients.rotateSecret(clientId);
    await issuer.issuer.clients.rotateSecret(clientId);
    expect((await issuer.token(credentials, basic(clientId, secret))).status).toBe(401);
  });
});

describe('a server that signs what it sends', () => {
  let clientId: string;
  let sign: (claims?: JWTPayload) => Promise<string>;
  const send = async (assertion: string) =>
    issuer.token({
      ...credentials,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });

  beforeAll(async () => {
    ({ clientId } = await makeClient(15, 'private_key_jwt'));
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    await issuer.issuer.clients.setJwks(clientId, {
      keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'a' }],
    });
    sign = (claims = {}) =>
      new SignJWT({
        iss: clientId,
        sub: clientId,
        aud: issuer.issuer.name(),
        jti: crypto.randomUUID(),
        exp: Math.floor(Date.now() / 1_000) + 60,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'a' })
        .sign(privateKey);
  });

  test('gets a token', async () => {
    expect((await send(await sign())).status).toBe(200);
  });

  test('cannot send the same assertion twice, not even at once', async () => {
    const assertion = await sign();
    const answers = await Promise.all([send(assertion), send(assertion), send(assertion)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
  });

  test.each([
    ['for another issuer', { aud: 'https://other.test' }],
    ['that has expired', { exp: 1_000 }],
    ['of another client', { iss: castId('par', 1) }],
  ])('gets nothing with an assertion %s', async (_, claims) => {
    expect((await send(await sign(claims))).status).toBe(401);
  });

  test('gets nothing by the key of a stranger', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT({ iss: clientId, sub: clientId, aud: issuer.issuer.name(), jti: 'x' })
      .setExpirationTime('1m')
      .setProtectedHeader({ alg: 'ES256', kid: 'a' })
      .sign(privateKey);
    expect((await send(forged)).status).toBe(401);
  });

  test('keeps its private key to itself', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [await exportJWK(privateKey)] };
    expect(await issuer.issuer.clients.setJwks(clientId, jwks)).toMatchObject({ ok: false, code: 'PRIVATE_KEY' });
  });
});

describe('what the issuer says of itself', () => {
  test.each(['/oidc/.well-known/openid-configuration', '/.well-known/oauth-authorization-server/oidc'])(
    'stands at %s',
    async (path) => {
      const response = await fetch(`${issuer.url}${path}`);
      expect(await response.json()).toMatchObject({
        issuer: `${issuer.url}/oidc`,
        token_endpoint: `${issuer.url}/oidc/token`,
        authorization_endpoint: `${issuer.url}/oidc/auth`,
        pushed_authorization_request_endpoint: `${issuer.url}/oidc/request`,
        grant_types_supported: expect.arrayContaining(['client_credentials', 'authorization_code']),
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
        subject_types_supported: ['pairwise'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      });
    },
  );

  test('has only the public half of its key', async () => {
    const { keys } = (await (await fetch(`${issuer.url}/oidc/jwks`)).json()) as { keys: Record<string, unknown>[] };
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', alg: 'ES256' })]);
    expect(keys[0]).not.toHaveProperty('d');
  });
});
