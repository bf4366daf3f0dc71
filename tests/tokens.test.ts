import { createHmac } from 'node:crypto';
import { developmentAudience, developmentIssuer } from '@ecosystem/kit/development-issuer';
import { castId } from '@ecosystem/kit/world';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { startWorld } from './world.ts';

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());

const claims = { sub: castId('cus', 1), scope: 'finance:read', iss: developmentIssuer, aud: developmentAudience };
const soon = () => Math.floor(Date.now() / 1_000) + 600;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const stranger = await generateKeyPair('ES256', { extractable: true });
const good = await world.token('customer');

const sign = (payload: Record<string, unknown>, header: Record<string, unknown> = {}) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header }).sign(stranger.privateKey);
const withPayload = (change: Record<string, unknown>) => {
  const [header = '', payload = '', signature = ''] = good.split('.');
  return [header, encode({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...change }), signature].join(
    '.',
  );
};

const badTokens: [string, () => Promise<string> | string][] = [
  ['that is no token', () => 'nonsense'],
  ['of another issuer', () => sign({ ...claims, exp: soon() })],
  [
    'that brings its own key',
    async () => sign({ ...claims, exp: soon() }, { jwk: await exportJWK(stranger.publicKey) }),
  ],
  ['of algorithm none', () => `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode({ ...claims, exp: soon() })}.`],
  [
    'that uses the public key as a shared secret',
    async () => {
      const text = `${encode({ alg: 'HS256', typ: 'at+jwt' })}.${encode({ ...claims, exp: soon() })}`;
      return `${text}.${createHmac('sha256', JSON.stringify(await exportJWK(stranger.publicKey)))
        .update(text)
        .digest('base64url')}`;
    },
  ],
  ['that has expired', () => world.sign({ exp: Math.floor(Date.now() / 1_000) - 60 })],
  ['that never expires', () => world.sign({ exp: undefined })],
  ['for another audience', () => world.sign({ aud: 'https://elsewhere.example' })],
  ['from another issuer, signed with our key', () => world.sign({ iss: 'https://elsewhere.example' })],
  ['without a subject', () => world.sign({ sub: undefined })],
  ['that is valid only later', () => world.sign({ nbf: Math.floor(Date.now() / 1_000) + 300 })],
  ['whose subject was changed', () => withPayload({ sub: castId('cus', 2) })],
  ['whose scopes were changed', () => withPayload({ scope: 'finance:audit' })],
  ['whose signature was cut off', () => good.split('.').slice(0, 2).join('.')],
];

test.each(badTokens)(
  'a token %s is answered 401 with code UNAUTHENTICATED, and nothing is fetched',
  async (_, makeToken) => {
    world.fetches.length = 0;
    const { status, headers, data, errors } = await world.ask('{ me { id } marketplaces { code } }', {
      token: await makeToken(),
    });

    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(world.fetches).toEqual([]);
  },
);

test('the token of the same key with the usual claims is taken', async () => {
  expect((await world.ask('{ me { id } }', { token: await world.sign({}) })).data).toEqual({
    me: { id: castId('cus', 1) },
  });
});

test('a good token is taken', async () => {
  expect((await world.ask('{ me { id } }', { token: good })).data).toEqual({ me: { id: castId('cus', 1) } });
});
