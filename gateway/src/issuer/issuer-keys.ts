import { hkdfSync } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';

/** What the embedded issuer signs with. */
export interface IssuerKeys {
  /** Signs tokens (ES256); its `kid` is the key's thumbprint. */
  readonly signing: JWK;
  /** Signs the cookies of interactions. */
  readonly cookie: string;
  /** Signs what forms carry against forged requests. */
  readonly form: Uint8Array;
  /** Hides the addresses that sign-in attempts came from. */
  readonly place: Uint8Array;
}

const keyBytes = 32;

/** All keys from one private key, so that every worker has the same; those for other purposes by HKDF (RFC 5869). */
export async function deriveIssuerKeys(privateKey: JWK): Promise<IssuerKeys> {
  const { d: secret = '' } = privateKey;
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `ecosystem issuer: ${purpose}`, keyBytes));
  const kid = await calculateJwkThumbprint(privateKey);
  return {
    signing: { ...privateKey, kid, alg: 'ES256', use: 'sig' },
    cookie: Buffer.from(derive('cookies')).toString('base64url'),
    form: derive('forms'),
    place: derive('places'),
  };
}
