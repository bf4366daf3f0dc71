import { describe, expect, test } from 'vitest';
import { decidePartnerReview } from './partner.ts';

const live = { status: 'LIVE', industry: 'RETAIL', allowedScopes: ['PROFILE_BASIC'] } as const;

describe('the review of a partner', () => {
  test.each([
    ['suspends the mini programs with it', live, 'SUSPENDED', 'suspend'],
    ['brings them back with it', { ...live, status: 'SUSPENDED' }, 'LIVE', 'resume'],
    ['ends them with it', { ...live, status: 'SUSPENDED' }, 'TERMINATED', 'takeOffline'],
    ['leaves them alone before it is live', { ...live, status: 'SANDBOX' }, 'LIVE', null],
  ] as const)('%s', (_, partner, wanted, programEvent) => {
    expect(decidePartnerReview(partner, wanted, null)).toEqual({
      ok: true,
      value: { status: wanted, allowedScopes: ['PROFILE_BASIC'], programEvent },
    });
  });

  test('takes all scopes away if it says so', () => {
    expect(decidePartnerReview(live, 'LIVE', [])).toMatchObject({ ok: true, value: { allowedScopes: [] } });
  });

  test.each([
    ['to the state in which the partner is, without new scopes', live, 'LIVE', null, 'ILLEGAL_TRANSITION'],
    ['back to the test phase', live, 'SANDBOX', null, 'ILLEGAL_TRANSITION'],
    ['of a partner that was refused', { ...live, status: 'REJECTED' }, 'REJECTED', [], 'ILLEGAL_TRANSITION'],
    ['with scopes of another industry', live, 'SUSPENDED', ['PROFILE_BASIC', 'CLAIMS_READ'], 'SCOPE_NOT_ALLOWED'],
  ] as const)('%s is refused', (_, partner, wanted, scopes, code) => {
    expect(decidePartnerReview(partner, wanted, scopes)).toMatchObject({ ok: false, code });
  });
});
