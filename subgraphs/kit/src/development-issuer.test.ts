import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { developmentAudience, developmentIssuer, openDevelopmentIssuer } from './development-issuer.ts';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'issuer-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const liwei = { subject: 'cus_01kdvdna00e008000000000001', scopes: ['customer:read', 'finance:read'] };

describe('the development issuer', () => {
  test('signs access tokens in the form of RFC 9068 that its own key set verifies', async () => {
    const { jwks, sign } = await openDevelopmentIssuer(dataDir);
    const { payload, protectedHeader } = await jwtVerify(await sign(liwei), createLocalJWKSet(jwks), {
      issuer: developmentIssuer,
      audience: developmentAudience,
      typ: 'at+jwt',
      requiredClaims: ['client_id', 'iat', 'exp', 'jti'],
    });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: jwks.keys[0]?.kid });
    expect(payload).toMatchObject({ sub: liwei.subject, scope: 'customer:read finance:read' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(12 * 60 * 60);
  });

  test('publishes no private part of its key', async () => {
    const { jwks } = await openDevelopmentIssuer(dataDir);
    expect(jwks.keys).toHaveLength(1);
    expect(Object.keys(jwks.keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  test('gives a token the life that is asked for, and each an id of its own', async () => {
    const { sign } = await openDevelopmentIssuer(dataDir);
    const tokens = await Promise.all([sign(liwei, { expiresInS: -60 }), sign(liwei, { expiresInS: -60 })]);
    const [first, second] = tokens.map((token) => decodeJwt(token));
    expect((first?.exp ?? 0) - (first?.iat ?? 0)).toBe(-60);
    expect(first?.jti).not.toBe(second?.jti);
  });

  test('keeps one key, also when many processes open a new folder at once', async () => {
    const nested = join(dataDir, 'not', 'there', 'yet');
    const opened = await Promise.all(Array.from({ length: 8 }, () => openDevelopmentIssuer(nested)));
    const later = await openDevelopmentIssuer(nested);
    expect(new Set([...opened, later].map(({ jwks }) => jwks.keys[0]?.kid)).size).toBe(1);
    expect(decodeProtectedHeader(await later.sign(liwei)).kid).toBe(opened[0]?.jwks.keys[0]?.kid);
  });

  test('keeps its key from other users of the machine', async () => {
    await openDevelopmentIssuer(dataDir);
    expect((await stat(join(dataDir, 'issuer.json'))).mode & 0o777).toBe(0o600);
  });

  test('says which file is broken', async () => {
    await writeFile(join(dataDir, 'issuer.json'), '{}');
    await expect(openDevelopmentIssuer(dataDir)).rejects.toThrow(
      /issuer\.json, cannot be used: .*not a private EC key/,
    );
  });
});
