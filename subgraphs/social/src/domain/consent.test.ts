import { expect, test } from 'vitest';
import {
  computeConsentEnd,
  computeLongestLifeDays,
  computeRequestEnd,
  consentScopes,
  isOverdue,
  isSensitive,
  lifeDaysMax,
} from './consent.ts';

const grantedAt = new Date('2026-11-01T00:00:00Z');

test('eight scopes need separate consent', () => {
  expect(consentScopes).toHaveLength(16);
  expect(consentScopes.filter(isSensitive)).toEqual([
    'WALLET_BAND',
    'PAYMENTS_READ',
    'CLAIMS_READ',
    'HEALTH_SUMMARY',
    'HEALTH_PRESCRIPTIONS',
    'HEALTH_OFFERS',
    'TRIPS_READ',
    'LOCATION_COARSE',
  ]);
});

test.each([
  ['the scope of the shortest life', ['POLICIES_READ', 'WALLET_BAND'], 90],
  ['a scope with a limit beside one without', ['PROFILE_BASIC', 'TRIPS_READ'], 30],
  ['no scope that limits it', ['PROFILE_BASIC'], lifeDaysMax],
  ['prescriptions', ['HEALTH_PRESCRIPTIONS'], 7],
] as const)('the longest life of a consent is that of %s', (_, scopes, days) => {
  expect(computeLongestLifeDays(scopes)).toBe(days);
});

test.each([
  [90, '2027-01-30T00:00:00.000Z'],
  [1, '2026-11-02T00:00:00.000Z'],
  [null, undefined],
])('a consent of %s days ends at %s', (days, end) => {
  expect(computeConsentEnd(days, grantedAt)?.toISOString()).toBe(end);
});

test('a request that nobody answers ends after 24 hours', () => {
  expect(computeRequestEnd(grantedAt).toISOString()).toBe('2026-11-02T00:00:00.000Z');
});

test.each([
  ['AWAITING_AUTHORISATION', 0, true],
  ['AWAITING_AUTHORISATION', -1, false],
  ['AUTHORISED', 0, true],
  ['REVOKED', 0, false],
  ['EXPIRED', 0, false],
] as const)('what is %s is overdue %i ms after its end: %s', (status, afterMs, expected) => {
  expect(isOverdue({ status, expiresAt: grantedAt }, new Date(grantedAt.getTime() + afterMs))).toBe(expected);
});

test('what has no end is never overdue', () => {
  expect(isOverdue({ status: 'AUTHORISED', expiresAt: null }, new Date('2126-01-01T00:00:00Z'))).toBe(false);
});
