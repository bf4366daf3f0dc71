import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeFee, computeFeeReversal } from './fees.ts';

const rule = { ratePercent: '0.60', minMinor: 1n };

describe('a fee', () => {
  test.each([
    ['of a usual amount is its percentage', 38_50n, rule, 23n],
    ['is rounded half to even, down', 2_50n, { ratePercent: '1.00', minMinor: 0n }, 2n],
    ['is rounded half to even, up', 3_50n, { ratePercent: '1.00', minMinor: 0n }, 4n],
    ['of a small amount is the minimum', 50n, rule, 1n],
    ['is never above the amount', 3n, { ratePercent: '0.60', minMinor: 10n }, 3n],
    ['of nothing is nothing', 0n, rule, 0n],
    ['may be free', 38_50n, { ratePercent: '0', minMinor: 0n }, 0n],
  ])('%s', (_, amountMinor, feeRule, feeMinor) => {
    expect(computeFee(amountMinor, feeRule)).toBe(feeMinor);
  });

  test('lies between nothing and the amount, and grows with it', () => {
    const rules = fc.record({
      ratePercent: fc.stringMatching(/^\d{1,3}\.\d{2}$/),
      minMinor: fc.bigInt(0n, 1_000n),
    });
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n), fc.bigInt(0n, 10n ** 6n), rules, (amountMinor, moreMinor, feeRule) => {
        const feeMinor = computeFee(amountMinor, feeRule);
        expect(feeMinor >= 0n && feeMinor <= amountMinor).toBe(true);
        expect(computeFee(amountMinor + moreMinor, feeRule)).toBeGreaterThanOrEqual(feeMinor);
      }),
    );
  });
});

describe('the fee that goes back', () => {
  test('with 10.00, 20.00 and 8.50 of 38.50 is the whole fee', () => {
    const refund = { feeMinor: 23n, capturedMinor: 38_50n };

    expect([
      computeFeeReversal({ ...refund, refundedMinor: 0n, amountMinor: 10_00n }),
      computeFeeReversal({ ...refund, refundedMinor: 10_00n, amountMinor: 20_00n }),
      computeFeeReversal({ ...refund, refundedMinor: 30_00n, amountMinor: 8_50n }),
    ]).toEqual([6n, 12n, 5n]);
  });

  test('is never negative, never above the refund, and after the last refund the whole fee', () => {
    const payments = fc.bigInt(1n, 10n ** 9n).chain((capturedMinor) =>
      fc.record({
        capturedMinor: fc.constant(capturedMinor),
        feeMinor: fc.bigInt(0n, capturedMinor),
        cuts: fc.array(fc.bigInt(0n, capturedMinor), { maxLength: 49 }),
      }),
    );
    fc.assert(
      fc.property(payments, ({ capturedMinor, feeMinor, cuts }) => {
        let refundedMinor = 0n;
        let reversedMinor = 0n;
        for (const until of [...cuts, capturedMinor].sort((a, b) => Number(a - b))) {
          const amountMinor = until - refundedMinor;
          const partMinor = computeFeeReversal({ feeMinor, capturedMinor, refundedMinor, amountMinor });
          expect(partMinor >= 0n && partMinor <= amountMinor).toBe(true);
          refundedMinor = until;
          reversedMinor += partMinor;
        }
        expect(reversedMinor).toBe(feeMinor);
      }),
    );
  });

  test.each([
    ['of more than is left', { refundedMinor: 30n, amountMinor: 71n }],
    ['below nothing', { refundedMinor: 30n, amountMinor: -1n }],
  ])('with a refund %s is a fault', (_, refund) => {
    expect(() => computeFeeReversal({ feeMinor: 5n, capturedMinor: 100n, ...refund })).toThrow(RangeError);
  });
});
