import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readPublicKeys } from './client-keys.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });
const set = (...keys: readonly object[]) => JSON.stringify({ keys });

test('public keys are taken with everything that is said of them', () => {
  const named = { ...jwk, kid: 'one', alg: 'ES256' };
  expect(readPublicKeys(set(named))).toEqual({ ok: true, value: { keys: [named] } });
});

test.each([
  ['no JSON', '{', 'KEYS_INVALID'],
  ['a key that stands alone', JSON.stringify(jwk), 'KEYS_INVALID'],
  ['no key', set(), 'KEYS_INVALID'],
  ['eleven keys', set(...Array.from({ length: 11 }, () => jwk)), 'KEYS_INVALID'],
  ['a point that is not on the curve', set(jwk, { ...jwk, x: jwk.y }), 'KEYS_INVALID'],
  ['a private key', set(privateKey.export({ format: 'jwk' })), 'PRIVATE_KEY'],
  ['a shared secret', set({ kty: 'oct', k: 'c2VjcmV0' }), 'PRIVATE_KEY'],
])('%s is refused, and nothing of it is repeated', (_, text, code) => {
  const read = readPublicKeys(text);
  expect(read).toMatchObject({ ok: false, code, path: ['jwks'] });
  expect(!read.ok && read.message).not.toContain(String(jwk.x));
});
