import { describe, expect, test } from 'vitest';
import { decidePayout, type PayableClaim } from './payout.ts';

const claim: PayableClaim = { id: 'c1', status: 'APPROVED', approvedMinor: 700_00n, paidMinor: 0n, payouts: [] };

describe('a payout', () => {
  test.each([
    ['pays what is approved', {}, 700_00n, 1],
    ['after a failure is the next attempt', { payouts: [{ status: 'FAILED' }] }, 700_00n, 2],
    [
      'of a claim opened again pays the difference',
      { paidMinor: 500_00n, payouts: [{ status: 'SETTLED' }] },
      200_00n,
      2,
    ],
    ['of a claim that is approved in part pays that part', { status: 'PARTIALLY_APPROVED' }, 700_00n, 1],
  ] as const)('%s', (_, change, amountMinor, attempt) => {
    expect(decidePayout({ ...claim, ...change })).toEqual({
      ok: true,
      value: { status: 'PAYING', amountMinor, attempt, key: `claim:c1:payout:${attempt}` },
    });
  });

  test.each([
    ['while one is pending', { payouts: [{ status: 'PENDING' }] }, 'PAYOUT_IN_FLIGHT'],
    ['while one is sent', { payouts: [{ status: 'SENT' }] }, 'PAYOUT_IN_FLIGHT'],
    ['while the claim is paying', { status: 'PAYING' }, 'PAYOUT_IN_FLIGHT'],
    ['of a claim that is not decided', { status: 'INVESTIGATING' }, 'CLAIM_NOT_APPROVED'],
    ['of a claim that is rejected', { status: 'REJECTED' }, 'CLAIM_NOT_APPROVED'],
    ['of a claim that is paid', { status: 'PAID' }, 'CLAIM_NOT_APPROVED'],
  ] as const)('%s is refused', (_, change, code) => {
    expect(decidePayout({ ...claim, ...change })).toMatchObject({ ok: false, code });
  });
});
