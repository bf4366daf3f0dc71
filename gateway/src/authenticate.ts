import { type Caller, readScopes } from '@ecosystem/kit/caller';
import { splitId } from '@ecosystem/kit/ids';
import { GraphQLError } from 'graphql';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';

/** One customer's consent, to which a partner's token is bound: with it the partner reads nothing else. */
export interface ConsentBinding {
  /** The partner's own name for the customer, `sub_…`. */
  readonly subjectId: string;
  /** `cns_…`. */
  readonly consentId: string;
}

/** Who asks, as a token says. */
export interface AuthenticatedCaller extends Caller {
  /** Only in tokens that a customer's authorization led to; the subject is the partner then. */
  readonly boundTo?: ConsentBinding;
}

/** Finds out who a token stands for. */
export interface TokenVerifier {
  /** @throws GraphQLError UNAUTHENTICATED (HTTP 401) for a token that does not count; AUTHENTICATION_UNAVAILABLE (503) if keys cannot be had. */
  verify(token: string): Promise<AuthenticatedCaller>;
}

/** Whose tokens count. */
export interface TokenIssuer {
  /** Public keys of the issuer: the keys themselves, or the address where the issuer publishes them (RFC 7517). */
  readonly keys: JSONWebKeySet | URL;
  /** Its name in tokens; a function where the name is known only once the gateway listens. */
  readonly issuer: string | (() => string);
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

/** Scopes by which the gateway speaks to subgraphs; no issuer gives them. */
const ownScope = /^(gateway|consent):/;

/** An issuer whose keys can be asked for. */
interface KnownIssuer {
  readonly getKey: JWTVerifyGetKey;
  readonly nameOf: () => string;
  readonly audience: string;
}

/** Verifies JWT access tokens (RFC 9068) of one issuer or of several, and remembers those that counted, at most until they expire. */
export function createTokenVerifier(from: TokenIssuer | readonly [TokenIssuer, ...TokenIssuer[]]): TokenVerifier {
  const [main, ...more] = 'issuer' in from ? [from] : from;
  const first = knowIssuer(main);
  const others = more.map(knowIssuer);
  const known = new LRUCache<string, AuthenticatedCaller>({ max: knownTokensMax });
  return {
    async verify(token) {
      const found = known.get(token);
      if (found) return found;
      const issuer = others.length > 0 ? chooseIssuer(token, others) : null;
      const { caller, expiresAtS } = await read(token, issuer ?? first);
      const ttl = Math.min(knownForMs, expiresAtS * 1000 - Date.now());
      if (ttl > 0) known.set(token, caller, { ttl });
      return caller;
    },
  };
}

function knowIssuer({ keys, issuer, audience }: TokenIssuer): KnownIssuer {
  return {
    getKey: keys instanceof URL ? createRemoteJWKSet(keys) : createLocalJWKSet(keys),
    nameOf: typeof issuer === 'string' ? () => issuer : issuer,
    audience,
  };
}

/** Whom a token names as its issuer. Nothing is believed yet: the token must then fit that issuer's name and keys. */
function chooseIssuer(token: string, issuers: readonly KnownIssuer[]): KnownIssuer | null {
  try {
    const { iss } = decodeJwt(token);
    return issuers.find(({ nameOf }) => nameOf() === iss) ?? null;
  } catch {
    return null;
  }
}

async function read(token: string, { getKey, nameOf, audience }: KnownIssuer) {
  try {
    const expected = { issuer: nameOf(), audience };
    const options = { ...expected, algorithms, clockTolerance: clockToleranceS, requiredClaims: ['exp', 'sub'] };
    const { payload, protectedHeader } = await jwtVerify(token, getKey, options);
    if (!types.has(protectedHeader.typ?.toLowerCase().replace(/^application\//, ''))) {
      throw invalidToken('The token is not an access token.');
    }
    const { sub: subject, exp: expiresAtS } = payload;
    if (!subject || expiresAtS === undefined) throw invalidToken('The access token names no subject.');
    return { caller: callerOf(subject, payload), expiresAtS };
  } catch (error) {
    throw explain(error);
  }
}

/** The partner is who asks with a customer's authorization; the token's subject says about whom. */
function callerOf(subject: string, payload: JWTPayload): AuthenticatedCaller {
  const { client_id: partnerId, consent_id: consentId } = payload;
  if (consentId === undefined) return { subject, scopes: scopesOf(payload) };
  const isBound = isIdOf('par', partnerId) && isIdOf('cns', consentId) && isIdOf('sub', subject);
  if (!isBound) throw invalidToken('The access token names a consent, but no partner or no customer.');
  return { subject: partnerId, scopes: scopesOf(payload), boundTo: { subjectId: subject, consentId } };
}

const isIdOf = (prefix: string, value: unknown): value is string =>
  typeof value === 'string' && splitId(value)?.prefix === prefix;

/** RFC 9068 has one text; some issuers write a list, or call the claim `scp`. */
function scopesOf(payload: JWTPayload): ReadonlySet<string> {
  const scope = payload['scope'] ?? payload['scp'];
  const scopes = readScopes(Array.isArray(scope) ? scope.join(' ') : typeof scope === 'string' ? scope : '');
  return new Set([...scopes].filter((name) => !ownScope.test(name)));
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
