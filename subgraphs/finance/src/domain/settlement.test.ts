import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkReportPeriod, computeSettlement } from './settlement.ts';

describe('the period of a report', () => {
  test.each([
    ['of one day', '2026-11-01', '2026-11-02'],
    ['of a leap year', '2024-01-01', '2025-01-01'],
  ])('may be one %s', (_, from, to) => {
    expect(checkReportPeriod({ from, to })).toEqual({ ok: true, value: { from, to } });
  });

  test.each([
    ['no day', '2026-11-01', '2026-11-01', 'A period ends after it begins; 2026-11-01 is not after 2026-11-01.'],
    ['an end before its beginning', '2026-11-02', '2026-11-01', /ends after it begins/],
    ['367 days', '2026-01-01', '2027-01-03', 'A period has at most 366 days, not 367.'],
  ])('is refused with %s', (_, from, to, message) => {
    expect(checkReportPeriod({ from, to })).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });
});

describe('a settlement', () => {
  test('of 100.00, of which 20.00 are in escrow, 10.00 went back and 0.42 are fees', () => {
    const sums = { grossMinor: 100_00n, feesMinor: 42n, refundsMinor: 10_00n, inEscrowMinor: 20_00n };
    expect(computeSettlement(sums, 5_00n)).toEqual({
      ...sums,
      adSpendMinor: 5_00n,
      netMinor: 84_58n,
      releasedMinor: 69_58n,
    });
  });

  test('keeps both identities for whatever sums', () => {
    const amount = fc.bigInt(0n, 10n ** 12n);
    fc.assert(
      fc.property(amount, amount, amount, amount, amount, (gross, fees, refunds, inEscrow, adSpend) => {
        const sums = { grossMinor: gross, feesMinor: fees, refundsMinor: refunds, inEscrowMinor: inEscrow };
        const { netMinor, releasedMinor } = computeSettlement(sums, adSpend);
        expect(netMinor).toBe(gross - fees - refunds - adSpend);
        expect(releasedMinor + inEscrow).toBe(gross - refunds - fees);
      }),
    );
  });
});
