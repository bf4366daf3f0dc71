import { done, type Result, refused } from '@ecosystem/kit/result';
import {
  type ConsentScope,
  computeConsentEnd,
  consentMachine,
  currentPolicyVersion,
  isFinal,
  isOverdue,
  isSensitive,
  type TimedConsent,
} from './consent.ts';

/** What a customer answers to a request with. */
export interface ConsentAnswer {
  readonly scopes: readonly ConsentScope[];
  /** The sensitive scopes that the customer agreed to one by one. */
  readonly separateConsentFor: readonly ConsentScope[];
  /** The version of the privacy policy that the customer was shown. */
  readonly policyVersion: string;
}

/** A request as far as the answer to it depends on it. */
export interface OpenRequest extends TimedConsent {
  readonly requested: readonly ConsentScope[];
  readonly ttlDays: number | null;
}

/** What a granted consent changes in its row. */
export interface Grant {
  readonly status: 'AUTHORISED';
  readonly scopes: ConsentScope[];
  readonly separateFor: ConsentScope[];
  readonly policyVersion: string;
  readonly grantedAt: Date;
  readonly expiresAt: Date | null;
}

type GrantRefusal =
  | 'ALREADY_FINAL'
  | 'CONSENT_EXPIRED'
  | 'ILLEGAL_TRANSITION'
  | 'INVALID_INPUT'
  | 'POLICY_VERSION_STALE'
  | 'SCOPE_NOT_REQUESTED'
  | 'SEPARATE_CONSENT_REQUIRED';

/** What the customer's yes changes, or why it does not count. Scopes stand in the order in which they were asked for (C1, C2). */
export function decideGrant(request: OpenRequest, answer: ConsentAnswer, at: Date): Result<Grant, GrantRefusal> {
  if (request.status === 'EXPIRED' || (request.status === 'AWAITING_AUTHORISATION' && isOverdue(request, at))) {
    return refused('CONSENT_EXPIRED', ['consentId'], 'The request is too old. The partner has to ask again.');
  }
  const open = checkMove(request, 'authorise', at);
  if (!open.ok) return open;
  if (answer.policyVersion !== currentPolicyVersion) {
    const message = `The privacy policy has changed. Show version ${currentPolicyVersion} and ask again.`;
    return refused('POLICY_VERSION_STALE', ['policyVersion'], message);
  }
  const scopes = checkScopes(request.requested, answer);
  if (!scopes.ok) return scopes;
  return done({
    status: 'AUTHORISED',
    scopes: scopes.value,
    separateFor: scopes.value.filter(isSensitive),
    policyVersion: answer.policyVersion,
    grantedAt: at,
    expiresAt: computeConsentEnd(request.ttlDays, at),
  });
}

function checkScopes(
  requested: readonly ConsentScope[],
  { scopes, separateConsentFor }: ConsentAnswer,
): Result<ConsentScope[], 'INVALID_INPUT' | 'SCOPE_NOT_REQUESTED' | 'SEPARATE_CONSENT_REQUIRED'> {
  if (scopes.length === 0) {
    return refused('INVALID_INPUT', ['scopes'], 'To grant nothing, reject the request.');
  }
  const other = scopes.find((scope) => !requested.includes(scope));
  if (other) return refused('SCOPE_NOT_REQUESTED', ['scopes'], `The partner did not ask for ${other}.`);
  const unnamed = scopes.find((scope) => isSensitive(scope) && !separateConsentFor.includes(scope));
  if (unnamed) {
    const message = `${unnamed} is sensitive. The customer must agree to it by itself.`;
    return refused('SEPARATE_CONSENT_REQUIRED', ['separateConsentFor'], message);
  }
  const ungranted = separateConsentFor.find((scope) => !scopes.includes(scope));
  if (ungranted) {
    return refused('INVALID_INPUT', ['separateConsentFor'], `${ungranted} is named separately, but not granted.`);
  }
  return done(requested.filter((scope) => scopes.includes(scope)));
}

/**
 * Whether the customer may refuse a request or take a consent back now. What time has ended is in an end state, also before the job
 * has written it.
 */
export function checkMove(
  consent: TimedConsent,
  event: 'authorise' | 'reject' | 'revoke',
  at: Date,
): Result<null, 'ALREADY_FINAL' | 'ILLEGAL_TRANSITION'> {
  const status = isOverdue(consent, at) ? 'EXPIRED' : consent.status;
  if (consentMachine.next(status, event)) return done(null);
  const words = status.toLowerCase().replace('_', ' ');
  if (isFinal(status)) {
    return refused('ALREADY_FINAL', ['consentId'], `This is ${words}, and nothing can change it.`);
  }
  return refused('ILLEGAL_TRANSITION', ['consentId'], `This cannot be done with a consent that is ${words}.`);
}
