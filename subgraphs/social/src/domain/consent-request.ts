import { done, type Result, refused } from '@ecosystem/kit/result';
import { type ConsentDuration, type ConsentScope, computeLongestLifeDays, ruleOf } from './consent.ts';

/** The longest time in days that a partner can ask for; a rule of the contract. */
const ttlDaysMax = 180;

/** What a partner may ask customers for, in the mini program it named or in any. */
export interface AskableScopes {
  /** What live versions of the mini programs declare. */
  readonly declared: readonly ConsentScope[];
  /** What the operator allows the partner. */
  readonly allowed: readonly ConsentScope[];
}

/** What a partner asks for. */
export interface AskedConsent {
  readonly scopes: readonly ConsentScope[];
  readonly duration: ConsentDuration;
  readonly ttlDays: number | null;
}

type Refusal = 'INVALID_INPUT' | 'SCOPE_NOT_ALLOWED' | 'SCOPE_NOT_DECLARED' | 'TTL_TOO_LONG';

/** Whether a partner may ask for this, and the request with each scope once. */
export function decideRequest(asked: AskedConsent, askable: AskableScopes): Result<AskedConsent, Refusal> {
  const scopes = [...new Set(asked.scopes)];
  if (scopes.length === 0) return refused('INVALID_INPUT', ['scopes'], 'Ask for one scope at least.');
  const undeclared = scopes.find((scope) => !askable.declared.includes(scope));
  if (undeclared) {
    return refused('SCOPE_NOT_DECLARED', ['scopes'], `No live version of the mini program declares ${undeclared}.`);
  }
  const forbidden = scopes.find((scope) => !askable.allowed.includes(scope));
  if (forbidden) return refused('SCOPE_NOT_ALLOWED', ['scopes'], `The partner may not ask for ${forbidden}.`);
  const time = checkTime({ ...asked, scopes });
  return time.ok ? done({ ...asked, scopes }) : time;
}

function checkTime({ scopes, duration, ttlDays }: AskedConsent): Result<null, 'INVALID_INPUT' | 'TTL_TOO_LONG'> {
  if ((duration === 'TIME_BOUND') !== (ttlDays !== null)) {
    return refused('INVALID_INPUT', ['ttlDays'], 'A consent for a time needs its days, and no other has any.');
  }
  if (ttlDays !== null && (!Number.isInteger(ttlDays) || ttlDays < 1)) {
    return refused('INVALID_INPUT', ['ttlDays'], `The days must be from 1 to ${ttlDaysMax}.`);
  }
  const unfit = scopes.find((scope) => !ruleOf(scope).durations.includes(duration));
  if (unfit) return refused('TTL_TOO_LONG', ['duration'], `${unfit} cannot be granted for so long.`);
  const mostDays = Math.min(ttlDaysMax, computeLongestLifeDays(scopes));
  if (ttlDays !== null && ttlDays > mostDays) {
    return refused('TTL_TOO_LONG', ['ttlDays'], `These scopes can be granted for ${mostDays} days at most.`);
  }
  return done(null);
}
