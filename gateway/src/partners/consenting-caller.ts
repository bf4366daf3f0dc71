import type { Caller } from '@ecosystem/kit/caller';
import { boundScopeOf } from '@ecosystem/kit/consent';
import { consentInForce, consentPrefix } from '../authorise/requirements.ts';

/** Callers are kept as long as their tokens, and with them what they are under the consents that they used. */
const known = new WeakMap<Caller, Map<string, Caller>>();

/**
 * A caller under a consent: it has, beside its own scopes, those that the customer granted. Null: no consent is in force.
 * @param boundConsentId the one consent that the caller's token is for; the view is then that of this consent, whichever is the newest.
 */
export function underConsent(
  caller: Caller,
  consentScopes: readonly string[] | null,
  boundConsentId: string | null = null,
): Caller {
  if (consentScopes === null) return caller;
  const ofCaller = known.get(caller) ?? new Map<string, Caller>();
  known.set(caller, ofCaller);
  const key = [...consentScopes].sort().join(' ');
  const found = ofCaller.get(key);
  if (found) return found;
  const bound = boundConsentId === null ? [] : [boundScopeOf(boundConsentId)];
  const granted = [...bound, consentInForce, ...consentScopes.map((scope) => `${consentPrefix}${scope}`)];
  const consenting: Caller = { subject: caller.subject, scopes: new Set([...caller.scopes, ...granted]) };
  ofCaller.set(key, consenting);
  return consenting;
}
