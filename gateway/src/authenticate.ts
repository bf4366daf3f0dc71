import { type Caller, readScopes } from '@ecosystem/kit/caller';
import { GraphQLError } from 'graphql';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';

/** Finds out who a token stands for. */
export interface TokenVerifier {
  /** @throws GraphQLError UNAUTHENTICATED (HTTP 401) for a token that does not count; AUTHENTICATION_UNAVAILABLE (503) if keys cannot be had. */
  verify(token: string): Promise<Caller>;
}

export interface TokenVerifierOptions {
  /** Public keys of the issuer: the keys themselves, or the address where the issuer publishes them (RFC 7517). */
  readonly keys: JSONWebKeySet | URL;
  readonly issuer: string;
  readonly audience: string;
}

/** Signatures that only the issuer can make: none of the HS family, for whose key would have to be shared, and never `none`. */
const algorithms = [
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];
/** RFC 9068, section 2.1; plain JWT and no type at all are what many issuers write. */
const types = new Set([undefined, 'at+jwt', 'jwt']);
/** Clocks may differ by a few seconds. */
const clockToleranceS = 5;

const knownTokensMax = 10_000;
/** A key that the issuer withdraws is noticed after this time at the latest. */
const knownForMs = 5 * 60_000;

/** Verifies JWT access tokens (RFC 9068) and remembers those that counted, at most until they expire. */
export function createTokenVerifier({ keys, issuer, audience }: TokenVerifierOptions): TokenVerifier {
  const getKey: JWTVerifyGetKey = keys instanceof URL ? createRemoteJWKSet(keys) : createLocalJWKSet(keys);
  const known = new LRUCache<string, Caller>({ max: knownTokensMax });
  return {
    async verify(token) {
      const found = known.get(token);
      if (found) return found;
      const { caller, expiresAtS } = await read(token, getKey, { issuer, audience });
      const ttl = Math.min(knownForMs, expiresAtS * 1000 - Date.now());
      if (ttl > 0) known.set(token, caller, { ttl });
      return caller;
    },
  };
}

async function read(token: string, getKey: JWTVerifyGetKey, expected: { issuer: string; audience: string }) {
  try {
    const options = { ...expected, algorithms, clockTolerance: clockToleranceS, requiredClaims: ['exp', 'sub'] };
    const { payload, protectedHeader } = await jwtVerify(token, getKey, options);
    if (!types.has(protectedHeader.typ?.toLowerCase().replace(/^application\//, ''))) {
      throw invalidToken('The token is not an access token.');
    }
    const { sub: subject, exp: expiresAtS } = payload;
    if (!subject || expiresAtS === undefined) throw invalidToken('The access token names no subject.');
    return { caller: { subject, scopes: scopesOf(payload) } satisfies Caller, expiresAtS };
  } catch (error) {
    throw explain(error);
  }
}

/** RFC 9068 has one text; some issuers write a list, or call the claim `scp`. */
function scopesOf(payload: JWTPayload): ReadonlySet<string> {
  const scope = payload['scope'] ?? payload['scp'];
  if (Array.isArray(scope)) return readScopes(scope.join(' '));
  return readScopes(typeof scope === 'string' ? scope : '');
}

function explain(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (error instanceof errors.JWTExpired) return invalidToken('The access token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalidToken(`The access token is not meant for this service: its claim "${error.claim}" does not fit.`);
  }
  if (error instanceof errors.JOSEError && !isTroubleWithKeys(error)) {
    return invalidToken('The access token is not valid: its form, its signature or its key is wrong.');
  }
  return new GraphQLError('Access tokens cannot be checked at the moment.', {
    extensions: { code: 'AUTHENTICATION_UNAVAILABLE', http: { status: 503 } },
    originalError: error instanceof Error ? error : null,
  });
}

/** The issuer's keys did not come, or what came were no keys: that says nothing about the token. */
const isTroubleWithKeys = (error: errors.JOSEError): boolean =>
  error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC';

/** The refusal of a token, as RFC 6750, section 3.1 wants it. */
export function invalidToken(message: string): GraphQLError {
  const headers = new Map([['www-authenticate', 'Bearer error="invalid_token"']]);
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401, headers } } });
}

/**
 * The token of an Authorization header, or null without one.
 * @throws GraphQLError UNAUTHENTICATED if the header is there but not `Bearer <token>` (RFC 6750, section 2.1).
 */
export function readBearerToken(header: string | undefined): string | null {
  if (header === undefined) return null;
  const token = /^Bearer +([\w\-.~+/]+=*) *$/i.exec(header)?.[1];
  // Tools that offer a field for the token send the bare word while nothing is filled in.
  if (/^Bearer *$/i.test(header)) return null;
  if (!token) throw invalidToken('The Authorization header must be "Bearer", a space and an access token.');
  return token;
}
