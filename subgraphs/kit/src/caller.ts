import { createSecretKey, type KeyObject } from 'node:crypto';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { unauthenticated } from './errors.ts';
import { splitId, type Uuid } from './ids.ts';

/** Who asks. Scopes say what kind of thing a caller may do; which rows is decided from the subject. */
export interface Caller {
  /** The subject of the access token: a global id such as `cus_…` or `agt_…`; null for an anonymous caller. */
  readonly subject: string | null;
  /** OAuth 2 scopes of the access token. */
  readonly scopes: ReadonlySet<string>;
}

/** A caller without a token. */
export const anonymous: Caller = { subject: null, scopes: new Set() };

/** The customer that the caller is, or null for staff, partners and anonymous callers. */
export function customerOf(caller: Caller): Uuid | null {
  return subjectOf(caller, 'cus');
}

/** Callers are kept as long as their tokens, and each of their requests asks many times who they are. */
const subjects = new WeakMap<Caller, ReturnType<typeof splitId>>();

/** The UUID of the caller's subject if the subject is of this type, else null. */
export function subjectOf(caller: Caller, prefix: string): Uuid | null {
  let parts = subjects.get(caller);
  if (parts === undefined) {
    parts = caller.subject === null ? null : splitId(caller.subject);
    subjects.set(caller, parts);
  }
  return parts?.prefix === prefix ? parts.uuid : null;
}

/** Whether the row belongs to the customer who asks. */
export function owns(caller: Caller, row: { readonly customerId: Uuid }): boolean {
  return row.customerId === customerOf(caller);
}

/** The HTTP header in which the gateway tells a subgraph who asks. */
export const callerHeader = 'x-caller';

/** The HTTP header in which the gateway tells a subgraph who asks the entries of a batch. */
export const callersHeader = 'x-callers';

/** The header lives as long as one fetch may take at most; clocks may differ by a few seconds. */
const headerLifeS = 30;
const clockToleranceS = 5;
const issuer = 'ecosystem-gateway';

/**
 * The caller as a signed header value (a JWT, HS256) for one subgraph.
 * @param secret shared by the gateway and its subgraphs, at least 32 bytes.
 */
export function signCaller(caller: Caller, subgraph: string, secret: Uint8Array): Promise<string> {
  return sign({ sub: caller.subject ?? '', scope: scopeText(caller) }, subgraph, secret);
}

/**
 * The caller from a signed header value.
 * @throws PublicError UNAUTHENTICATED if the value is missing, was signed with another secret or for another subgraph, or is old.
 */
export async function verifyCaller(header: string | undefined, subgraph: string, secret: Uint8Array): Promise<Caller> {
  const { sub, scope } = await verify(header, subgraph, secret);
  // The header of a batch has no subject, and must not be taken for that of an anonymous caller.
  if (typeof sub !== 'string') throw invalidHeader();
  return { subject: sub || null, scopes: readScopes(typeof scope === 'string' ? scope : '') };
}

/** All callers of a batch as one signed header value. Scopes that several callers have alike stand there once. */
export function signCallers(callers: readonly Caller[], subgraph: string, secret: Uint8Array): Promise<string> {
  const scopes = new Map<string, number>();
  const list = callers.map((caller) => {
    const scope = scopeText(caller);
    const index = scopes.get(scope) ?? scopes.size;
    scopes.set(scope, index);
    return [caller.subject ?? '', index];
  });
  return sign({ callers: list, scopes: [...scopes.keys()] }, subgraph, secret);
}

/**
 * The callers of a batch, in their order.
 * @throws PublicError UNAUTHENTICATED as `verifyCaller` does.
 */
export async function verifyCallers(
  header: string | undefined,
  subgraph: string,
  secret: Uint8Array,
): Promise<readonly Caller[]> {
  const payload = await verify(header, subgraph, secret);
  if (!isCallerList(payload['callers']) || !isTextList(payload['scopes'])) throw invalidHeader();
  const scopes = payload['scopes'].map(readScopes);
  return payload['callers'].map(([subject, index]) => ({
    subject: subject || null,
    scopes: scopes[index] ?? new Set(),
  }));
}

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isCallerList = (value: unknown): value is [subject: string, scopes: number][] =>
  Array.isArray(value) &&
  value.every((item) => Array.isArray(item) && typeof item[0] === 'string' && typeof item[1] === 'number');

const scopeText = ({ scopes }: Caller): string => [...scopes].join(' ');

const keys = new WeakMap<Uint8Array, KeyObject>();

/** The secret as a key. jose imports bytes anew for each signature, and a key once. */
function keyOf(secret: Uint8Array): KeyObject {
  const known = keys.get(secret) ?? createSecretKey(secret);
  keys.set(secret, known);
  return known;
}

function sign(claims: JWTPayload, subgraph: string, secret: Uint8Array): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(subgraph)
    .setIssuedAt()
    .setExpirationTime(`${headerLifeS}s`)
    .sign(keyOf(secret));
}

async function verify(header: string | undefined, subgraph: string, secret: Uint8Array): Promise<JWTPayload> {
  if (header === undefined)
    throw unauthenticated(`The ${subgraph} subgraph answers only calls that the gateway has signed.`);
  try {
    const options = { issuer, audience: subgraph, algorithms: ['HS256'], clockTolerance: clockToleranceS };
    return (await jwtVerify(header, keyOf(secret), options)).payload;
  } catch {
    throw invalidHeader();
  }
}

const invalidHeader = () => unauthenticated('The signed caller header is not valid for this subgraph.');

/** The scopes in the text of a token's `scope` claim (RFC 6749, section 3.3: separated by spaces). */
export function readScopes(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').filter((scope) => scope !== ''));
}
