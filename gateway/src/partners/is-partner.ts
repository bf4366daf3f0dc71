import { type Caller, subjectOf } from '@ecosystem/kit/caller';

/** What companies do for the platform; an issuer adds scopes of its own to any token, such as openid, and those say nothing. */
const workScopes = /^(auto|commerce|customer|finance|health|social):/;
const partnerScopes = 'partner:';

/**
 * Whether the caller is a partner that asks for itself: it may send its registered operations alone. A company that works for the
 * platform, such as a carrier, has scopes of that work and none of a partner's.
 */
export function isPartner(caller: Caller): boolean {
  if (subjectOf(caller, 'par') === null) return false;
  const scopes = [...caller.scopes];
  return scopes.some((scope) => scope.startsWith(partnerScopes)) || !scopes.some((scope) => workScopes.test(scope));
}
