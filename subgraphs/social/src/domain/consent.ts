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
}

/** The table of consent scopes in section 10 of the domain page. */
const scopeRules = {
  PROFILE_BASIC: { isSensitive: false, lifeDays: null },
  CONTACT_PHONE: { isSensitive: false, lifeDays: 180 },
  CONTACTS_COUNT: { isSensitive: false, lifeDays: 180 },
  WALLET_BAND: { isSensitive: true, lifeDays: 90 },
  PAYMENTS_READ: { isSensitive: true, lifeDays: 90 },
  POLICIES_READ: { isSensitive: false, lifeDays: 180 },
  CLAIMS_READ: { isSensitive: true, lifeDays: 90 },
  HEALTH_SUMMARY: { isSensitive: true, lifeDays: 30 },
  HEALTH_PRESCRIPTIONS: { isSensitive: true, lifeDays: 7 },
  HEALTH_OFFERS: { isSensitive: true, lifeDays: 365 },
  VEHICLES_READ: { isSensitive: false, lifeDays: 180 },
  TRIPS_READ: { isSensitive: true, lifeDays: 30 },
  LOCATION_COARSE: { isSensitive: true, lifeDays: null },
  ORDERS_READ: { isSensitive: false, lifeDays: 180 },
  ADDRESS_READ: { isSensitive: false, lifeDays: null },
  OFFERS_PERSONALISED: { isSensitive: false, lifeDays: null },
} as const satisfies Record<string, ScopeRule>;

export type ConsentScope = keyof typeof scopeRules;

/** All consent scopes; the same as the enum that all subgraphs share. */
export const consentScopes = Object.keys(scopeRules) as [ConsentScope, ...ConsentScope[]];

/** Whether the scope needs separate consent. */
export function isSensitive(scope: ConsentScope): boolean {
  return scopeRules[scope].isSensitive;
}

const millisecondsPerHour = 3_600_000;
/** A request that nobody answers ends after this time. */
const answerHours = 24;

/** When a request for consent ends if the customer does not answer. */
export function computeRequestEnd(requestedAt: Date): Date {
  return new Date(requestedAt.getTime() + answerHours * millisecondsPerHour);
}

/** Longest life in days of a consent for a time whose scopes set none; the longest in the table of scopes. */
const lifeDaysMax = 365;

/** When a granted consent ends: one for a time after the shortest of its scopes' longest lives, others never by themselves. */
export function computeConsentEnd(
  duration: ConsentDuration,
  scopes: readonly ConsentScope[],
  grantedAt: Date,
): Date | null {
  if (duration !== 'TIME_BOUND') return null;
  const days = Math.min(lifeDaysMax, ...scopes.map((scope) => scopeRules[scope].lifeDays ?? lifeDaysMax));
  return new Date(grantedAt.getTime() + days * 24 * millisecondsPerHour);
}
