import { jwtVerify, SignJWT } from 'jose';
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

/** The UUID of the caller's subject if the subject is of this type, else null. */
export function subjectOf(caller: Caller, prefix: string): Uuid | null {
  const parts = caller.subject === null ? null : splitId(caller.subject);
  return parts?.prefix === prefix ? parts.uuid : null;
}

/** Whether the row belongs to the customer who asks. */
export function owns(caller: Caller, row: { readonly customerId: Uuid }): boolean {
  return row.customerId === customerOf(caller);
}

/** The HTTP header in which the gateway tells a subgraph who asks. */
export const callerHeader = 'x-caller';

/** The header lives as long as one fetch may take at most; clocks may differ by a few seconds. */
const headerLifeS = 30;
const clockToleranceS = 5;
const issuer = 'ecosystem-gateway';

/**
 * The caller as a signed header value (a JWT, HS256) for one subgraph.
 * @param secret shared by the gateway and its subgraphs, at least 32 bytes.
 */
export function signCaller(caller: Caller, subgraph: string, secret: Uint8Array): Promise<string> {
  return new SignJWT({ sub: caller.subject ?? '', scope: [...caller.scopes].join(' ') })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(subgraph)
    .setIssuedAt()
    .setExpirationTime(`${headerLifeS}s`)
    .sign(secret);
}

/**
 * The caller from a signed header value.
 * @throws PublicError UNAUTHENTICATED if the value is missing, was signed with another secret or for another subgraph, or is old.
 */
export async function verifyCaller(header: string | undefined, subgraph: string, secret: Uint8Array): Promise<Caller> {
  if (header === undefined)
    throw unauthenticated(`The ${subgraph} subgraph answers only calls that the gateway has signed.`);
  try {
    const options = { issuer, audience: subgraph, algorithms: ['HS256'], clockTolerance: clockToleranceS };
    const { payload } = await jwtVerify(header, secret, options);
    const scope = typeof payload['scope'] === 'string' ? payload['scope'] : '';
    return { subject: payload.sub || null, scopes: readScopes(scope) };
  } catch {
    throw unauthenticated('The signed caller header is not valid for this subgraph.');
  }
}

/** The scopes in the text of a token's `scope` claim (RFC 6749, section 3.3: separated by spaces). */
export function readScopes(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').filter((scope) => scope !== ''));
}
