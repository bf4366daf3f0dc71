import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computePremium, findFactor, quoteCoverages } from './pricing.ts';
import { priceReturnFreight } from './pricing-freight.ts';

const plan = {
  productCode: 'P',
  code: 'MAIN',
  name: 'Main cover',
  limitMinor: 1_000_00n,
  deductibleMinor: 100_00n,
  coinsurancePercent: '10',
  baseRatePpm: 15_000,
};
const product = { currency: 'CNY', minimumPremiumMinor: 0n };

describe('a premium', () => {
  test.each([
    ['is limit times rate', { plans: [plan] }, [[1_000_000n]], 15_00n],
    ['sums the coverages', { plans: [plan, plan] }, [[1_000_000n]], 30_00n],
    ['takes the value where a plan has no limit', { plans: [{ ...plan, limitMinor: null }] }, [[1_000_000n]], 30_00n],
    ['multiplies the factors of one thing', { plans: [plan] }, [[1_200_000n, 1_500_000n]], 27_00n],
    ['sums the factors of many', { plans: [plan] }, [[1_200_000n], [500_000n]], 25_50n],
    ['sums things with unequally many factors', { plans: [plan] }, [[1_200_000n, 500_000n], [1_000_000n]], 24_00n],
    [
      'is never below the least of the product',
      { product: { ...product, minimumPremiumMinor: 20_00n }, plans: [plan] },
      [[1_000_000n]],
      20_00n,
    ],
    // 0.17 at 1.5 % is a quarter of a fen; two of them are just above a half.
    [
      'rounds once, at the end',
      {
        plans: [
          { ...plan, limitMinor: 17n },
          { ...plan, limitMinor: 17n },
        ],
      },
      [[1_000_000n]],
      1n,
    ],
  ])('%s', (_, cover, factors, premiumMinor) => {
    expect(computePremium({ product, ...cover }, 2_000_00n, factors)).toBe(premiumMinor);
  });
});

test('a factor holds from its number on', () => {
  const table = [
    [0n, 900_000n],
    [10n, 600_000n],
  ] as const;

  expect([-1n, 0n, 9n, 10n, 99n].map((value) => findFactor(table, value))).toEqual([
    1_000_000n,
    900_000n,
    900_000n,
    600_000n,
    600_000n,
  ]);
});

test('a quoted coverage has its limit as an amount and nothing of the rate', () => {
  expect(quoteCoverages({ product, plans: [{ ...plan, limitMinor: null }] }, 7_00n)).toEqual([
    { code: 'MAIN', name: 'Main cover', limitMinor: 7_00n, deductibleMinor: 100_00n, coinsurancePercent: '10' },
  ]);
});

describe('the freight of a return', () => {
  const cover = { product, plans: [{ ...plan, limitMinor: 25_00n, baseRatePpm: 48_000 }] };

  test.each([
    [99_99n, 1_20n],
    [100_00n, 1_50n],
    [2_000_00n, 2_40n],
  ])('of an order of %d fen is insured for %d fen', (orderTotalMinor, premiumMinor) => {
    expect(priceReturnFreight({ orderTotalMinor }, cover)).toMatchObject({ value: { premiumMinor } });
  });

  test('of an order of 0.00 is not insured', () => {
    expect(priceReturnFreight({ orderTotalMinor: 0n }, cover)).toMatchObject({ code: 'NOT_INSURABLE' });
  });

  test('never costs less for a dearer order', () => {
    const total = fc.bigInt(1n, 10n ** 7n);
    const priceOf = (orderTotalMinor: bigint) => {
      const price = priceReturnFreight({ orderTotalMinor }, cover);
      return price.ok ? price.value.premiumMinor : -1n;
    };
    fc.assert(
      fc.property(total, total, (one, more) => {
        expect(priceOf(one)).toBeLessThanOrEqual(priceOf(one + more));
      }),
    );
  });
});
