import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from './days.ts';
import { decideCancellation } from './policy-cancellation.ts';

const policy = {
  status: 'IN_FORCE',
  effectiveOn: '2026-01-01',
  expiresOn: '2027-01-01',
  premiumMinor: 3650_00n,
  paidMinor: 3650_00n,
} as const;

describe('a cancellation', () => {
  test.each([
    ['with 100 days left gives their premium back', {}, '2026-09-23', 1000_00n],
    ['at the end gives nothing back', {}, '2027-01-01', 0n],
    [
      'before the term begins gives all back',
      { status: 'BOUND', effectiveOn: '2026-09-01', expiresOn: '2027-09-01' },
      '2026-08-01',
      3650_00n,
    ],
    ['on the first day gives all back', { effectiveOn: '2026-08-01', expiresOn: '2027-08-01' }, '2026-08-01', 3650_00n],
    // A fifth of the days is left: 1.6 fen.
    ['rounds to the nearest fen', { premiumMinor: 8n, paidMinor: 8n }, '2026-10-20', 2n],
    [
      'in the third year of a long term gives back what is left of that year',
      { effectiveOn: '2024-01-01', expiresOn: '2044-01-01', premiumMinor: 365_00n, paidMinor: 3n * 365_00n },
      '2026-09-23',
      100_00n,
    ],
    ['gives what was paid above the days of cover', { paidMinor: 3000_00n }, '2026-09-23', 350_00n],
    [
      'of a policy whose instalments are behind gives nothing back',
      { status: 'LAPSED', paidMinor: 900_00n },
      '2026-09-23',
      0n,
    ],
  ] as const)('%s', (_, change, effectiveOn, refundMinor) => {
    expect(decideCancellation({ ...policy, ...change }, effectiveOn, '2026-08-01')).toEqual({
      ok: true,
      value: { status: 'CANCELLED', effectiveOn, refundMinor },
    });
  });

  test('rounds a half to the even fen', () => {
    const twoDays = { ...policy, effectiveOn: '2026-08-01', expiresOn: '2026-08-03' };
    const refundOf = (premiumMinor: bigint) =>
      decideCancellation({ ...twoDays, premiumMinor, paidMinor: premiumMinor }, '2026-08-02', '2026-08-01');

    expect(refundOf(5n)).toMatchObject({ value: { refundMinor: 2n } });
    expect(refundOf(7n)).toMatchObject({ value: { refundMinor: 4n } });
  });

  test('never gives more than was paid, and never more for a later day', () => {
    const days = fc.integer({ min: 0, max: 153 });
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 10n), days, days, (premiumMinor, one, other) => {
        const refundOn = (days: number) => {
          const decision = decideCancellation(
            { ...policy, premiumMinor, paidMinor: premiumMinor },
            addDays('2026-08-01', days),
            '2026-08-01',
          );
          return decision.ok ? decision.value.refundMinor : -1n;
        };
        const [earlier, later] = [refundOn(Math.min(one, other)), refundOn(Math.max(one, other))];

        expect(earlier).toBeLessThanOrEqual(premiumMinor);
        expect(later).toBeGreaterThanOrEqual(0n);
        expect(later).toBeLessThanOrEqual(earlier);
      }),
    );
  });

  test.each([
    ['of a day before today', {}, '2026-07-31', 'INVALID_INPUT'],
    ['of a day after the end', {}, '2027-01-02', 'INVALID_INPUT'],
    ['of no day at all', {}, '2026-09-31', 'INVALID_INPUT'],
    ['of a policy that is cancelled', { status: 'CANCELLED' }, '2026-09-01', 'POLICY_NOT_IN_FORCE'],
    ['of a policy that has expired', { status: 'EXPIRED' }, '2026-09-01', 'POLICY_NOT_IN_FORCE'],
    ['of a policy whose term is over today', { expiresOn: '2026-08-01' }, '2026-08-01', 'POLICY_NOT_IN_FORCE'],
  ] as const)('%s is refused', (_, change, effectiveOn, code) => {
    expect(decideCancellation({ ...policy, ...change }, effectiveOn, '2026-08-01')).toMatchObject({ ok: false, code });
  });
});
