import { type Caller, subjectOf } from '@ecosystem/kit/caller';

const partnerScopes = 'partner:';

/**
 * Whether the caller is a partner that asks for itself: it may send its registered operations alone. A company that works for the
 * platform, such as a carrier, has scopes of that work and none of a partner's.
 */
export function isPartner(caller: Caller): boolean {
  if (subjectOf(caller, 'par') === null) return false;
  const scopes = [...caller.scopes];
  return scopes.length === 0 || scopes.some((scope) => scope.startsWith(partnerScopes));
}
