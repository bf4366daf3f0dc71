import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a consent. The four ends are final; asking again makes a new consent. */
export const consentMachine = defineMachine({
  entity: 'consent',
  initial: 'AWAITING_AUTHORISATION',
  transitions: [
    ['AWAITING_AUTHORISATION', 'authorise', 'AUTHORISED'],
    ['AWAITING_AUTHORISATION', 'reject', 'REJECTED'],
    ['AWAITING_AUTHORISATION', 'expire', 'EXPIRED'],
    ['AUTHORISED', 'revoke', 'REVOKED'],
    ['AUTHORISED', 'expire', 'EXPIRED'],
    ['AUTHORISED', 'consume', 'CONSUMED'],
  ],
});

export const consentDurations = ['ONE_TIME', 'TIME_BOUND', 'PERSISTENT'] as const;
export type ConsentDuration = (typeof consentDurations)[number];

interface ScopeRule {
  /** PIPL articles 28 and 29: the customer must agree to this scope by itself. */
  readonly isSensitive: boolean;
  /** Longest life in days; null for scopes that only their duration limits. */
  readonly lifeDays: number | null;
  /** The durations that the scope can be asked for. */
  readonly durations: readonly ConsentDuration[];
}

const oneUse: readonly ConsentDuration[] = ['ONE_TIME'];
const forSomeDays: readonly ConsentDuration[] = ['ONE_TIME', 'TIME_BOUND'];

/** The table of consent scopes in section 10 of the domain page. */
const scopeRules = {
  PROFILE_BASIC: { isSensitive: false, lifeDays: null, durations: consentDurations },
  CONTACT_PHONE: { isSensitive: false, lifeDays: 180, durations: forSomeDays },
  CONTACTS_COUNT: { isSensitive: false, lifeDays: 180, durations: forSomeDays },
  WALLET_BAND: { isSensitive: true, lifeDays: 90, durations: forSomeDays },
  PAYMENTS_READ: { isSensitive: true, lifeDays: 90, durations: forSomeDays },
  POLICIES_READ: { isSensitive: false, lifeDays: 180, durations: forSomeDays },
  CLAIMS_READ: { isSensitive: true, lifeDays: 90, durations: forSomeDays },
  HEALTH_SUMMARY: { isSensitive: true, lifeDays: 30, durations: forSomeDays },
  HEALTH_PRESCRIPTIONS: { isSensitive: true, lifeDays: 7, durations: forSomeDays },
  HEALTH_OFFERS: { isSensitive: true, lifeDays: 365, durations: forSomeDays },
  VEHICLES_READ: { isSensitive: false, lifeDays: 180, durations: forSomeDays },
  TRIPS_READ: { isSensitive: true, lifeDays: 30, durations: forSomeDays },
  LOCATION_COARSE: { isSensitive: true, lifeDays: null, durations: oneUse },
  ORDERS_READ: { isSensitive: false, lifeDays: 180, durations: forSomeDays },
  ADDRESS_READ: { isSensitive: false, lifeDays: null, durations: oneUse },
  OFFERS_PERSONALISED: { isSensitive: false, lifeDays: null, durations: consentDurations },
} as const satisfies Record<string, ScopeRule>;

export type ConsentScope = keyof typeof scopeRules;

/** All consent scopes; the same as the enum that all subgraphs share. */
export const consentScopes = Object.keys(scopeRules) as [ConsentScope, ...ConsentScope[]];

/** What holds for a scope. */
export function ruleOf(scope: ConsentScope): ScopeRule {
  return scopeRules[scope];
}

/** Whether the scope needs separate consent. */
export function isSensitive(scope: ConsentScope): boolean {
  return scopeRules[scope].isSensitive;
}

/**
 * The version of the privacy policy that customers are shown now. Consents refer to it: a customer who was shown another one must be
 * shown this one before an answer counts (section 10 of the domain page).
 */
export const currentPolicyVersion = '2026-03';

const millisecondsPerHour = 3_600_000;
const millisecondsPerDay = 24 * millisecondsPerHour;
/** A request that nobody answers ends after this time. */
const answerHours = 24;

/** When a request for consent ends if the customer does not answer. */
export function computeRequestEnd(requestedAt: Date): Date {
  return new Date(requestedAt.getTime() + answerHours * millisecondsPerHour);
}

/** The longest life in days that a consent for a time can have at all: that of HEALTH_OFFERS, the longest in the table of scopes. */
export const lifeDaysMax = 365;

/** The longest life in days of a consent to all of these scopes: the shortest of their longest lives. */
export function computeLongestLifeDays(scopes: readonly ConsentScope[]): number {
  return Math.min(lifeDaysMax, ...scopes.map((scope) => scopeRules[scope].lifeDays ?? lifeDaysMax));
}

/** When a granted consent ends: one for a time after its days, each of 24 hours; others (null) never by themselves. */
export function computeConsentEnd(ttlDays: number | null, grantedAt: Date): Date | null {
  return ttlDays === null ? null : new Date(grantedAt.getTime() + ttlDays * millisecondsPerDay);
}

export type ConsentStatus = (typeof consentMachine.states)[number];

/** Whether nothing can happen any more in this state. */
export function isFinal(status: ConsentStatus): boolean {
  return consentMachine.transitions.every(([from]) => from !== status);
}

/** The facts that decide whether time has ended a request or a consent. */
export interface TimedConsent {
  readonly status: ConsentStatus;
  readonly expiresAt: Date | null;
}

/** Whether the time of a request or a consent is over while its state does not say so yet. */
export function isOverdue({ status, expiresAt }: TimedConsent, at: Date): boolean {
  return !isFinal(status) && expiresAt !== null && expiresAt <= at;
}
