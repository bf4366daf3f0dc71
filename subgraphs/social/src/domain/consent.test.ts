import { expect, test } from 'vitest';
import { computeConsentEnd, computeRequestEnd, consentScopes, isSensitive } from './consent.ts';

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
  ['for a time ends with the scope of the shortest life', 'TIME_BOUND', ['POLICIES_READ', 'WALLET_BAND'], '2027-01-30'],
  [
    'for a time is not shortened by a scope without a limit',
    'TIME_BOUND',
    ['PROFILE_BASIC', 'TRIPS_READ'],
    '2026-12-01',
  ],
  ['for a time always has an end', 'TIME_BOUND', ['PROFILE_BASIC'], '2027-11-01'],
  ['for one use has no end in time', 'ONE_TIME', ['HEALTH_PRESCRIPTIONS'], undefined],
  ['until it is taken back has no end in time', 'PERSISTENT', ['OFFERS_PERSONALISED'], undefined],
] as const)('a consent %s', (_, duration, scopes, day) => {
  expect(computeConsentEnd(duration, scopes, grantedAt)?.toISOString().slice(0, 10)).toBe(day);
});

test('a request that nobody answers ends after 24 hours', () => {
  expect(computeRequestEnd(grantedAt).toISOString()).toBe('2026-11-02T00:00:00.000Z');
});
