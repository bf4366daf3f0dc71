import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consentDurations, consentScopes, ruleOf } from './consent.ts';
import { decideRequest } from './consent-request.ts';

const all = { declared: consentScopes, allowed: consentScopes };
const forDays = (ttlDays: number) => ({ duration: 'TIME_BOUND' as const, ttlDays });
const once = { duration: 'ONE_TIME' as const, ttlDays: null };
const forEver = { duration: 'PERSISTENT' as const, ttlDays: null };

test.each([
  ['the name for ever', ['PROFILE_BASIC'], forEver],
  ['the name for 180 days', ['PROFILE_BASIC'], forDays(180)],
  ['prescriptions once', ['HEALTH_PRESCRIPTIONS'], once],
  ['prescriptions for 7 days', ['HEALTH_PRESCRIPTIONS', 'PROFILE_BASIC'], forDays(7)],
  ['a place once', ['LOCATION_COARSE', 'ADDRESS_READ'], once],
  ['offers shaped by health for as long as a partner may ask', ['HEALTH_OFFERS'], forDays(180)],
] as const)('a partner may ask for %s', (_, scopes, time) => {
  expect(decideRequest({ scopes, ...time }, all)).toEqual({ ok: true, value: { scopes, ...time } });
});

test('a scope that is named twice is asked for once', () => {
  const decision = decideRequest({ scopes: ['ORDERS_READ', 'PROFILE_BASIC', 'ORDERS_READ'], ...once }, all);

  expect(decision).toMatchObject({ ok: true, value: { scopes: ['ORDERS_READ', 'PROFILE_BASIC'] } });
});

test('what is neither declared nor allowed is refused as not declared', () => {
  const none = { declared: [], allowed: [] };

  expect(decideRequest({ scopes: ['PROFILE_BASIC'], ...once }, none)).toMatchObject({ code: 'SCOPE_NOT_DECLARED' });
});

test('what may be asked for is declared, allowed, and within the life of each of its scopes', () => {
  const scopes = fc.subarray([...consentScopes]);
  fc.assert(
    fc.property(
      scopes,
      scopes,
      scopes,
      fc.constantFrom(...consentDurations),
      fc.option(fc.integer({ min: -1, max: 400 })),
      (asked, declared, allowed, duration, ttlDays) => {
        const decision = decideRequest({ scopes: asked, duration, ttlDays }, { declared, allowed });
        const isFit = (scope: (typeof asked)[number]) =>
          declared.includes(scope) &&
          allowed.includes(scope) &&
          ruleOf(scope).durations.includes(duration) &&
          (ttlDays ?? 0) <= (ruleOf(scope).lifeDays ?? 180);
        const isTimed = duration === 'TIME_BOUND' ? (ttlDays ?? 0) >= 1 && (ttlDays ?? 0) <= 180 : ttlDays === null;
        expect(decision.ok).toBe(asked.length > 0 && asked.every(isFit) && isTimed);
      },
    ),
  );
});
