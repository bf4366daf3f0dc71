import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consentScopes, currentPolicyVersion, isSensitive } from './consent.ts';
import { decideGrant, type OpenRequest } from './consent-answer.ts';

const at = new Date('2026-11-01T12:00:00Z');
const request: OpenRequest = {
  status: 'AWAITING_AUTHORISATION',
  expiresAt: new Date('2026-11-02T00:00:00Z'),
  requested: ['PROFILE_BASIC', 'WALLET_BAND', 'TRIPS_READ'],
  ttlDays: 30,
};

test('a grant holds what is granted in the order in which it was asked for, and ends after its days', () => {
  const answer = {
    scopes: ['TRIPS_READ', 'PROFILE_BASIC'] as const,
    separateConsentFor: ['TRIPS_READ'] as const,
    policyVersion: currentPolicyVersion,
  };

  expect(decideGrant(request, answer, at)).toEqual({
    ok: true,
    value: {
      status: 'AUTHORISED',
      scopes: ['PROFILE_BASIC', 'TRIPS_READ'],
      separateFor: ['TRIPS_READ'],
      policyVersion: currentPolicyVersion,
      grantedAt: at,
      expiresAt: new Date('2026-12-01T12:00:00Z'),
    },
  });
});

test('whatever is answered, what is granted was asked for (C1), and what is sensitive was named by itself (C2)', () => {
  const scopes = fc.subarray([...consentScopes]);
  fc.assert(
    fc.property(scopes, scopes, scopes, (requested, granted, separateConsentFor) => {
      const answer = { scopes: granted, separateConsentFor, policyVersion: currentPolicyVersion };
      const decision = decideGrant({ ...request, requested }, answer, at);
      const isGood =
        granted.length > 0 &&
        granted.every((scope) => requested.includes(scope)) &&
        granted.filter(isSensitive).every((scope) => separateConsentFor.includes(scope)) &&
        separateConsentFor.every((scope) => granted.includes(scope));
      expect(decision.ok).toBe(isGood);
      if (!decision.ok) return;
      expect([...decision.value.scopes].sort()).toEqual([...granted].sort());
      expect(decision.value.separateFor).toEqual(decision.value.scopes.filter(isSensitive));
    }),
  );
});
