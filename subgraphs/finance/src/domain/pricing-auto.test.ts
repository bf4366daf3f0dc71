import { describe, expect, test } from 'vitest';
import { priceAuto, type VehicleFacts } from './pricing-auto.ts';

const at = new Date('2026-06-01T04:00:00Z');
const cover = {
  product: { currency: 'CNY', minimumPremiumMinor: 500_00n },
  plans: [
    {
      productCode: 'AUTO_COMPREHENSIVE',
      code: 'VEHICLE_DAMAGE',
      name: 'Damage to the vehicle',
      limitMinor: null,
      deductibleMinor: 500_00n,
      coinsurancePercent: '10',
      baseRatePpm: 15_000,
    },
  ],
};
const vehicle: VehicleFacts = {
  modelYear: 2022,
  mileageKm: 50_000,
  powertrain: 'ICE',
  marketValueMinor: 100_000_00n,
};
const premiumOf = (change: Partial<VehicleFacts>) => {
  const price = priceAuto({ ...vehicle, ...change }, cover, at);
  return price.ok ? price.value.premiumMinor : null;
};

describe('the price of a vehicle', () => {
  test.each([
    ['of 100000.00 at 1.5 % with 50,000 km', {}, 1650_00n],
    ['with 60,000 km (AT-13-2)', { mileageKm: 60_000 }, 1680_00n],
    ['with 50 kilometres more', { mileageKm: 50_050 }, 1650_15n],
    ['that is new', { modelYear: 2026, mileageKm: 0 }, 1575_00n],
    ['of the next model year', { modelYear: 2027, mileageKm: 0 }, 1575_00n],
    ['with a battery', { powertrain: 'BEV' }, 1897_50n],
    ['of 20 years', { modelYear: 2006 }, 1980_00n],
    ['of little value is the least premium', { marketValueMinor: 1_000_00n }, 500_00n],
  ] as const)('%s', (_, change, premiumMinor) => {
    expect(premiumOf(change)).toBe(premiumMinor);
  });

  test('is the same for the same facts (AT-9-5)', () => {
    expect(priceAuto({ ...vehicle }, cover, at)).toEqual(priceAuto({ ...vehicle }, cover, at));
  });

  test('comes with the facts behind it and the limit that follows from the value', () => {
    expect(priceAuto(vehicle, cover, at)).toMatchObject({
      value: {
        coverages: [{ code: 'VEHICLE_DAMAGE', limitMinor: 100_000_00n }],
        riskFactors: [
          'The vehicle is of model year 2022.',
          'It has run 50000 km.',
          'It has a combustion engine.',
          'Its market value is 100000.00 CNY.',
        ],
      },
    });
  });

  test.each([
    ['of 21 years', { modelYear: 2005 }],
    ['of a model year in the future', { modelYear: 2028 }],
    ['with more than 600,000 km', { mileageKm: 600_001 }],
    ['of unknown value', { marketValueMinor: null }],
    ['of no value', { marketValueMinor: 0n }],
  ])('%s is not made', (_, change) => {
    expect(priceAuto({ ...vehicle, ...change }, cover, at)).toMatchObject({
      code: 'NOT_INSURABLE',
      path: ['vehicleId'],
    });
  });
});
