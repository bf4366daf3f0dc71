import { createHmac, createPublicKey, verify } from 'node:crypto';

/**
 * Who asks, for gateways that know nothing of our header: verifies a token of the development issuer once, and signs the
 * caller once for each customer and subgraph and some seconds, so that our scheme costs others next to nothing.
 * No dependencies: the processes of the peers have packages of their own.
 */
export interface CallerSigner {
  /** The value of the header `x-caller`, from the value of the header `authorization`. */
  sign(authorization: string | null | undefined, subgraph: string): string;
}

interface Known {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly headers: Map<string, { readonly value: string; readonly untilMs: number }>;
}

const lifeS = 30;
/** Shorter than the header lives, whatever the call takes. */
const keptMs = 20_000;

/** @param jwk the public key of the issuer. */
export function createCallerSigner(jwk: object, secret: string): CallerSigner {
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  const known = new Map<string, Known>();

  function read(authorization: string): Known {
    const found = known.get(authorization);
    if (found) return found;
    const claims = authorization === '' ? {} : readToken(authorization.replace('Bearer ', ''));
    const fresh: Known = { claims, headers: new Map() };
    known.set(authorization, fresh);
    return fresh;
  }

  function readToken(token: string): Record<string, unknown> {
    const [header, payload, signature] = token.split('.');
    const signed = Buffer.from(`${header}.${payload}`);
    const isGood = verify(
      'sha256',
      signed,
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature ?? '', 'base64url'),
    );
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
    if (!isGood || Number(claims['exp']) * 1_000 < Date.now()) throw new Error('The token does not count.');
    return claims;
  }

  return {
    sign(authorization, subgraph) {
      const caller = read(authorization ?? '');
      const nowMs = Date.now();
      const kept = caller.headers.get(subgraph);
      if (kept && kept.untilMs > nowMs) return kept.value;
      const iat = Math.floor(nowMs / 1_000);
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const content = `${part({ alg: 'HS256' })}.${part({
        sub: caller.claims['sub'] ?? '',
        scope: caller.claims['scope'] ?? '',
        iss: 'ecosystem-gateway',
        aud: subgraph,
        iat,
        exp: iat + lifeS,
      })}`;
      const value = `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
      caller.headers.set(subgraph, { value, untilMs: nowMs + keptMs });
      return value;
    },
  };
}
