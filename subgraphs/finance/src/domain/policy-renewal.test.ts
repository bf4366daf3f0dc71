import { describe, expect, test } from 'vitest';
import { policyMachine } from './policy.ts';
import { computeFirstTerm, computeTerm, decideCalendarEvent, decideRenewal } from './policy-renewal.ts';

const oneYear = { termYears: 1, termDays: null } as const;
const policy = { status: 'IN_FORCE', effectiveOn: '2026-01-01', expiresOn: '2027-01-01', autoRenews: true } as const;

describe('a renewal', () => {
  test.each([
    ['31 days before the end is not due', '2026-12-01', null],
    ['30 days before the end is due (AT-7-1)', '2026-12-02', '2027-01-01'],
    ['on the last day is due', '2026-12-31', '2027-01-01'],
    ['after the end comes too late', '2027-01-01', null],
  ])('%s', (_, today, effectiveOn) => {
    expect(decideRenewal(policy, oneYear, today)?.effectiveOn ?? null).toBe(effectiveOn);
  });

  test('begins on the day on which the old term ends, without a gap', () => {
    expect(decideRenewal(policy, oneYear, '2026-12-15')).toEqual({
      effectiveOn: '2027-01-01',
      expiresOn: '2028-01-01',
    });
  });

  test.each([
    ['that does not renew by itself', { autoRenews: false }],
    ['that has lapsed', { status: 'LAPSED' }],
    ['that is cancelled', { status: 'CANCELLED' }],
    ['that has not begun', { status: 'BOUND' }],
  ] as const)('of a policy %s is never due', (_, change) => {
    expect(decideRenewal({ ...policy, ...change }, oneYear, '2026-12-15')).toBeNull();
  });
});

test.each([
  ['at noon', '2026-11-01T12:00:00+08:00', '2026-11-02', '2027-11-02'],
  ['in the last minute of a day', '2026-12-31T23:59:59+08:00', '2027-01-01', '2028-01-01'],
  ['on the day before a leap day', '2028-02-28T08:00:00+08:00', '2028-02-29', '2029-03-01'],
])('a policy that is bound %s begins on the next day', (_, at, effectiveOn, expiresOn) => {
  expect(computeFirstTerm(new Date(at), oneYear)).toEqual({ effectiveOn, expiresOn });
});

test('a short term lasts its days', () => {
  expect(computeTerm('2026-02-20', { termYears: null, termDays: 30 })).toEqual({
    effectiveOn: '2026-02-20',
    expiresOn: '2026-03-22',
  });
});

test.each([
  ['BOUND', '2025-12-31', null],
  ['BOUND', '2026-01-01', 'begin'],
  ['IN_FORCE', '2026-12-31', null],
  ['IN_FORCE', '2027-01-01', 'expire'],
  ['LAPSED', '2026-12-31', null],
  ['LAPSED', '2027-01-01', 'cancel'],
  ['CANCELLED', '2027-01-01', null],
  ['EXPIRED', '2027-01-01', null],
] as const)('to a policy that is %s the calendar does on %s: %s', (status, today, event) => {
  expect(decideCalendarEvent({ ...policy, status }, today)).toBe(event);
  if (event) expect(policyMachine.next(status, event)).not.toBeNull();
});
