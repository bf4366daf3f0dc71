import { splitId } from '@ecosystem/kit/ids';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { type ConsentScope, isConsentScope } from './scope-words.ts';

/** How long a consent is asked for. */
export type ConsentTerm =
  | { readonly duration: 'ONE_TIME' | 'PERSISTENT' }
  | { readonly duration: 'TIME_BOUND'; readonly ttlDays: number };

/** What a partner asks a customer for, as its authorization request says it. */
export interface ConsentRequest {
  readonly scopes: readonly ConsentScope[];
  /** The partner's own words. */
  readonly purpose: string;
  readonly term: ConsentTerm;
  /** In which mini program the data will be used; `app_…`. */
  readonly miniProgramId: string | null;
}

/**
 * The parameters of an authorization request that say what is asked for. Plain ones, which every OAuth library can add to a link:
 * authorization_details (RFC 9396) would carry the same five values as JSON and add nothing, because a request asks for one consent.
 */
export const consentParameters = ['consent_scopes', 'purpose', 'duration', 'ttl_days', 'mini_program'] as const;

/** The contract's limits of requestConsent. */
const scopesMax = 16;
const purposeMax = 200;
const ttlDaysMax = 180;

type Refused = 'invalid_request' | 'invalid_scope';

/** Reads what is asked for from the parameters of an authorization request; refused with OAuth's own error codes. */
export function readConsentRequest(parameters: Readonly<Record<string, unknown>>): Result<ConsentRequest, Refused> {
  const textOf = (name: (typeof consentParameters)[number]): string => {
    const value = parameters[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  const words = [...new Set(textOf('consent_scopes').split(/\s+/).filter(Boolean))];
  const scopes = words.filter(isConsentScope);
  if (words.length === 0 || words.length > scopesMax || scopes.length < words.length) {
    const message = `consent_scopes must name 1 to ${scopesMax} consent scopes, separated by spaces`;
    return refused('invalid_scope', ['consent_scopes'], message);
  }
  const purpose = textOf('purpose');
  if (purpose === '' || [...purpose].length > purposeMax || /\p{Cc}/u.test(purpose)) {
    const message = `purpose must say in 1 to ${purposeMax} characters of one line why the data is needed`;
    return refused('invalid_request', ['purpose'], message);
  }
  const term = readTerm(textOf('duration'), textOf('ttl_days'));
  if (!term) {
    const message = `duration must be ONE_TIME, PERSISTENT, or TIME_BOUND with ttl_days from 1 to ${ttlDaysMax}`;
    return refused('invalid_request', ['duration'], message);
  }
  const miniProgram = textOf('mini_program');
  if (miniProgram !== '' && splitId(miniProgram)?.prefix !== 'app') {
    return refused('invalid_request', ['mini_program'], 'mini_program must be the id of a mini program, app_…');
  }
  return done({ scopes, purpose, term, miniProgramId: miniProgram || null });
}

function readTerm(duration: string, ttlDays: string): ConsentTerm | null {
  if (duration === 'ONE_TIME' || duration === 'PERSISTENT') return ttlDays === '' ? { duration } : null;
  if (duration !== 'TIME_BOUND' || !/^\d{1,3}$/.test(ttlDays)) return null;
  const days = Number(ttlDays);
  return days >= 1 && days <= ttlDaysMax ? { duration, ttlDays: days } : null;
}
