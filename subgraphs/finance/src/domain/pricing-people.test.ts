import { describe, expect, test } from 'vitest';
import { priceHealth, priceLife, readAgeBand } from './pricing-people.ts';

const plan = {
  productCode: 'P',
  code: 'MAIN',
  name: 'Main cover',
  deductibleMinor: 0n,
  coinsurancePercent: '20',
};
const product = { currency: 'CNY', minimumPremiumMinor: 0n };
const health = { product, plans: [{ ...plan, limitMinor: 100_000_00n, baseRatePpm: 5_000 }] };
const life = { product, plans: [{ ...plan, limitMinor: null, baseRatePpm: 2_000 }] };

describe('the price of health', () => {
  test.each([
    ['of one person of 35', [35], 500_00n],
    ['of a family', [35, 34, 5], 1450_00n],
    ['of the same family in another order', [5, 35, 34], 1450_00n],
    ['of a person of 80', [80], 2100_00n],
  ])('%s', (_, ages, premiumMinor) => {
    expect(priceHealth({ ages }, health)).toMatchObject({ value: { premiumMinor } });
  });

  test('comes with the facts behind it, ages in bands', () => {
    expect(priceHealth({ ages: [37, 5] }, health)).toMatchObject({
      value: { riskFactors: ['2 persons are insured.', 'The oldest person is in the band from 30 years.'] },
    });
    expect(priceHealth({ ages: [7] }, health)).toMatchObject({
      value: { riskFactors: ['One person is insured.', 'The oldest person is a child.'] },
    });
  });

  test.each([
    ['of nobody', []],
    ['of nine persons', Array.from({ length: 9 }, () => 30)],
    ['of a person of 81', [30, 81]],
  ])('%s is not made', (_, ages) => {
    expect(priceHealth({ ages }, health)).toMatchObject({ code: 'NOT_INSURABLE', path: ['patientIds'] });
  });
});

describe('the price of a life', () => {
  test.each([
    ['of 35 for 500000.00', 35, 500_000_00n, 1000_00n],
    ['of 18', 18, 500_000_00n, 700_00n],
    ['of 70', 70, 500_000_00n, 9800_00n],
    ['for the highest sum', 35, 10_000_000_00n, 20_000_00n],
  ])('%s', (_, age, sumAssuredMinor, premiumMinor) => {
    expect(priceLife({ age, sumAssuredMinor }, life)).toMatchObject({
      value: { premiumMinor, coverages: [{ limitMinor: sumAssuredMinor }] },
    });
  });

  test.each([
    ['of 17', 17, 500_000_00n],
    ['of 71', 71, 500_000_00n],
    ['for nothing', 35, 0n],
    ['for one fen above the highest sum', 35, 10_000_000_01n],
  ])('%s is not made', (_, age, sumAssuredMinor) => {
    expect(priceLife({ age, sumAssuredMinor }, life)).toMatchObject({ code: 'NOT_INSURABLE' });
  });
});

test.each([
  ['30_TO_39', 30],
  ['0_TO_9', 0],
  ['OLD', null],
])('the band %s stands for the age %s', (band, age) => {
  expect(readAgeBand(band)).toBe(age);
});
