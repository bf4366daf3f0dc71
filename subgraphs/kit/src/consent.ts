import { type Caller, subjectOf } from './caller.ts';
import { consentRequired } from './errors.ts';
import { splitId, type Uuid } from './ids.ts';

/** The scope with which a partner reads what customers have consented to. */
const readScope = 'partner:read';

/** The partner that may read under consent and asks, or null for everybody else. */
export function readingPartnerOf(caller: Caller): Uuid | null {
  return caller.scopes.has(readScope) ? subjectOf(caller, 'par') : null;
}

/** No token carries such scopes: the verifier of the gateway drops them. */
const boundPrefix = 'consent:cns_';

/** The scope by which the gateway holds a caller to one consent, `cns_…`, because its token is for no other. */
export const boundScopeOf = (consentId: string): string => `consent:${consentId}`;

/** The one consent, `cns_…`, that the caller is held to, or null: it reads under any consent that it has. */
export function boundConsentOf({ scopes }: Caller): string | null {
  for (const scope of scopes) if (scope.startsWith(boundPrefix)) return scope.slice('consent:'.length);
  return null;
}

/** What stands behind a partner's view of a customer, until its fields are asked. */
export interface PartnerView {
  readonly consentId: Uuid;
  /** Whose data. */
  readonly customerId: Uuid;
  /** The scopes that the customer has granted. */
  readonly scopes: readonly string[];
}

/** A partner's view as another subgraph hands it on: `scopes` and `customerRef` come only with fields that require them. */
export interface PartnerViewReference {
  readonly consentId: string;
  readonly scopes?: readonly string[];
  readonly customerRef?: string;
}

/**
 * The view behind a representation, for the subgraphs that do not keep the consents; null for callers who are no partner with
 * `partner:read`, and where an id is missing or malformed. Social has found the consent in force for the same caller.
 */
export function resolvePartnerView(reference: PartnerViewReference, caller: Caller): PartnerView | null {
  if (readingPartnerOf(caller) === null) return null;
  const consentId = uuidOf('cns', reference.consentId);
  const customerId = uuidOf('cus', reference.customerRef);
  if (consentId === null || customerId === null) return null;
  return { consentId, customerId, scopes: reference.scopes ?? [] };
}

/** The UUID behind an id of this type, or null: a partner is not told what is wrong with an id. */
export function uuidOf(prefix: string, id: string | null | undefined): Uuid | null {
  const parts = typeof id === 'string' ? splitId(id) : null;
  return parts?.prefix === prefix ? parts.uuid : null;
}

/**
 * A resolver that answers only where the consent covers the scope. The gateway asks for no other field; this check does not rely on it.
 * @throws PublicError CONSENT_REQUIRED where the scope is not granted.
 */
export function underConsent<View extends { readonly scopes: readonly string[] }, Rest extends unknown[], Value>(
  scope: string,
  resolve: (view: View, ...rest: Rest) => Value,
): (view: View, ...rest: Rest) => Value {
  return (view, ...rest) => {
    if (!view.scopes.includes(scope)) throw consentRequired(scope);
    return resolve(view, ...rest);
  };
}
