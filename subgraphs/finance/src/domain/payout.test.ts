import { describe, expect, test } from 'vitest';
import { sumByAsset } from './ledger.ts';
import { choosePayee, decidePayout, endPayout, type PayableClaim, payoutPostings, payoutsMax } from './payout.ts';

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

test('after 20 payouts that failed nobody tries again', () => {
  const failed = Array.from({ length: payoutsMax }, () => ({ status: 'FAILED' as const }));

  expect(decidePayout({ ...claim, payouts: failed })).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  expect(decidePayout({ ...claim, payouts: failed.slice(1) })).toMatchObject({ value: { attempt: payoutsMax } });
});

test.each([
  [null, 'CUSTOMER', 'holder', 'wallet'],
  ['workshop', 'MERCHANT', 'workshop', 'settle'],
])('the payee with the workshop %s is the %s %s, in the account %s', (payeeMerchantId, payeeKind, payeeId, code) => {
  const payee = choosePayee({ customerId: 'holder', payeeMerchantId });
  const postings = payoutPostings(payee, { customerId: 'holder', amountMinor: 700_00n, currency: 'CNY' });

  expect(payee).toEqual({ payeeKind, payeeId });
  expect(postings).toMatchObject([
    { direction: 'DEBIT', account: { code: 'claims' } },
    { direction: 'CREDIT', account: { ownerId: payeeId, code } },
  ]);
  expect(sumByAsset(postings)).toEqual(new Map([['CNY', 0n]]));
});

describe('the end of a payout of 200.00 for a claim of which 500.00 of 800.00 are paid', () => {
  const paying = { status: 'PAYING', approvedMinor: 800_00n, paidMinor: 500_00n } as const;

  test.each([
    ['that arrives', true, { payoutStatus: 'SETTLED', claimStatus: 'PAID', paidMinor: 700_00n, reserveMinor: 100_00n }],
    [
      'that comes back',
      false,
      { payoutStatus: 'FAILED', claimStatus: 'APPROVED', paidMinor: 500_00n, reserveMinor: 300_00n },
    ],
  ])('%s', (_, canTake, outcome) => {
    for (const status of ['PENDING', 'SENT'] as const) {
      expect(endPayout(paying, { status, amountMinor: 200_00n }, canTake)).toEqual(outcome);
    }
  });

  test.each([
    ['that has arrived', paying, 'SETTLED'],
    ['that has failed', paying, 'FAILED'],
    ['whose claim is not paying', { ...paying, status: 'PAID' }, 'PENDING'],
  ] as const)('%s is over already', (_, ended, status) => {
    expect(endPayout(ended, { status, amountMinor: 200_00n }, true)).toBeNull();
    expect(endPayout(ended, { status, amountMinor: 200_00n }, false)).toBeNull();
  });
});
