import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideReinstatement, isLapseDue, planPremiumInstalments } from './policy-instalments.ts';

describe('the instalments of a premium', () => {
  test('are monthly from the first day of cover, and the last takes the rest', () => {
    expect(planPremiumInstalments(100_00n, 3, '2026-01-31')).toEqual([
      { number: 1, dueOn: '2026-01-31', amountMinor: 33_33n },
      { number: 2, dueOn: '2026-02-28', amountMinor: 33_33n },
      { number: 3, dueOn: '2026-03-31', amountMinor: 33_34n },
    ]);
  });

  test('sum to the premium', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 1, max: 12 }), (premiumMinor, count) => {
        const plan = planPremiumInstalments(premiumMinor, count, '2026-01-01');

        expect(plan).toHaveLength(count);
        expect(plan.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(premiumMinor);
      }),
    );
  });

  test.each([0, 13, 1.5])('are not %d', (count) => {
    expect(() => planPremiumInstalments(100_00n, count, '2026-01-01')).toThrow(RangeError);
  });
});

test.each([
  ['overdue for 30 days is within grace', 'IN_FORCE', '2026-05-01', false],
  ['overdue for 31 days lapses', 'IN_FORCE', '2026-04-30', true],
  ['without an unpaid instalment stays', 'IN_FORCE', null, false],
  ['that has lapsed does not lapse again', 'LAPSED', '2026-04-30', false],
] as const)('a policy %s', (_, status, oldestUnpaidOn, isDue) => {
  expect(isLapseDue(status, oldestUnpaidOn, '2026-05-31')).toBe(isDue);
});

describe('a reinstatement', () => {
  const lapsed = {
    status: 'LAPSED',
    lapsedOn: '2026-04-01',
    expiresOn: '2027-01-01',
    overdueMinor: 300_00n,
  } as const;

  test('on the sixtieth day for exactly what is overdue brings the policy back', () => {
    expect(decideReinstatement(lapsed, 300_00n, '2026-05-31')).toEqual({ ok: true, value: 'IN_FORCE' });
  });

  test.each([
    ['on the day after', {}, 300_00n, '2026-06-01', 'ILLEGAL_TRANSITION'],
    ['after the end of the term', { expiresOn: '2026-05-01' }, 300_00n, '2026-05-01', 'ILLEGAL_TRANSITION'],
    ['of a policy in force', { status: 'IN_FORCE' }, 300_00n, '2026-05-01', 'ILLEGAL_TRANSITION'],
    ['for a part of what is overdue', {}, 299_99n, '2026-05-01', 'PAYMENT_MISMATCH'],
  ] as const)('%s is refused', (_, change, paidMinor, today, code) => {
    expect(decideReinstatement({ ...lapsed, ...change }, paidMinor, today)).toMatchObject({ ok: false, code });
  });
});
