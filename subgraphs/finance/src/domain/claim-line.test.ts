import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeLine, computeReserve, computeShareOf } from './claim-line.ts';

const facts = { remainingMinor: 100_000_00n, deductibleLeftMinor: 0n, coinsurancePercent: '0' };

describe('a line', () => {
  test.each([
    [
      'of 8600.00 with 500.00 to pay first and 10 %',
      [8600_00n, 100_000_00n, 500_00n, '10'],
      [7290_00n, 500_00n, 810_00n],
    ],
    [
      'of 506.40 with 200.00 left to pay first and 20 %',
      [506_40n, 100_000_00n, 200_00n, '20'],
      [245_12n, 200_00n, 61_28n],
    ],
    ['below what is paid first', [150_00n, 100_000_00n, 200_00n, '20'], [0n, 150_00n, 0n]],
    ['that is rounded down, at a cost of a fen to the holder', [33n, 100_000_00n, 0n, '10.00'], [29n, 0n, 4n]],
    ['above what is left of the limit', [8600_00n, 1000_00n, 500_00n, '10'], [1000_00n, 500_00n, 810_00n]],
    ['under a coverage that is used up', [8600_00n, 0n, 500_00n, '10'], [0n, 500_00n, 810_00n]],
    ['that the holder bears whole', [8600_00n, 100_000_00n, 0n, '100'], [0n, 0n, 8600_00n]],
  ] as const)('%s', (_, [claimedMinor, remainingMinor, deductibleLeftMinor, coinsurancePercent], expected) => {
    const line = computeLine({ claimedMinor, remainingMinor, deductibleLeftMinor, coinsurancePercent });

    expect([line.payableMinor, line.deductibleAppliedMinor, line.coinsuranceAppliedMinor]).toEqual(expected);
  });

  test('is divided without a rest, and never pays above what is left', () => {
    const amount = fc.bigInt(0n, 10n ** 9n);
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.integer({ min: 0, max: 100_00 }),
        (claimed, remaining, deductible, share) => {
          const line = computeLine({
            claimedMinor: claimed,
            remainingMinor: remaining,
            deductibleLeftMinor: deductible,
            coinsurancePercent: (share / 100).toFixed(2),
          });
          const parts = Object.values(line);

          expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(claimed);
          expect(parts.every((part) => part >= 0n)).toBe(true);
          expect(line.payableMinor).toBeLessThanOrEqual(remaining);
        },
      ),
    );
  });

  test('with a coinsurance above the whole is a fault', () => {
    expect(() => computeLine({ ...facts, claimedMinor: 1n, coinsurancePercent: '100.01' })).toThrow(RangeError);
  });
});

test.each([
  [4500_00n, '10', 500_00n],
  [29n, '10', 4n],
  [0n, '10', 0n],
  [4500_00n, '0', 0n],
  [0n, '100', 0n],
])('to an approved %d belongs, at %s %%, a share of %d', (approvedMinor, percent, share) => {
  expect(computeShareOf(approvedMinor, percent)).toBe(share);
});

test('a reserve is what is claimed, line by line up to what is left', () => {
  const lines = [
    { claimedMinor: 800_00n, remainingMinor: 1000_00n },
    { claimedMinor: 800_00n, remainingMinor: 300_00n },
  ];

  expect(computeReserve(lines)).toBe(1100_00n);
  expect(computeReserve([])).toBe(0n);
});
