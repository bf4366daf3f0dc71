import { createPublicKey } from 'node:crypto';
import { done, type Result, refused } from '@ecosystem/kit/result';
import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';

const keysMax = 10;
const keySet = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(keysMax),
});
/** What a private key has and a public one has not (RFC 7518, section 6); `k` is a shared secret. */
const privateParts = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Reads a set of public keys from JSON text; what is refused is never repeated, for it may be private. */
export function readPublicKeys(text: string): Result<JSONWebKeySet, 'KEYS_INVALID' | 'PRIVATE_KEY'> {
  const parsed = keySet.safeParse(parseJson(text));
  if (!parsed.success) {
    const message = `This is no JSON Web Key Set: it must be {"keys": […]} with 1 to ${keysMax} keys.`;
    return refused('KEYS_INVALID', ['jwks'], message);
  }
  const keys: JWK[] = parsed.data.keys;
  if (keys.some((key) => privateParts.some((part) => part in key)))
    return refused('PRIVATE_KEY', ['jwks'], 'These keys are private; only public keys may leave the partner.');
  const wrong = keys.findIndex((key) => !isPublicKey(key));
  if (wrong >= 0) return refused('KEYS_INVALID', ['jwks'], `The key at place ${wrong + 1} of the set cannot be read.`);
  return done({ keys });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isPublicKey(key: JWK): boolean {
  try {
    createPublicKey({ key: { ...key }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
