import { describe, expect, test } from 'vitest';
import type { PolicyKind } from './policy.ts';
import { checkRiskFields, priceRisk, type Risk } from './risk.ts';

const nothing = { vehicleId: null, patientIds: undefined, sumAssured: null, orderId: undefined };

describe('a request', () => {
  test.each([
    ['AUTO', { vehicleId: 'veh' }],
    ['HEALTH', { patientIds: ['pat'] }],
    ['LIFE', { sumAssured: {} }],
    ['RETURN_FREIGHT', { orderId: 'ord' }],
  ] as const)('for a product of kind %s says what it insures, alone', (kind, given) => {
    const [field = ''] = Object.keys(given);
    const other = field === 'orderId' ? 'vehicleId' : 'orderId';

    expect(checkRiskFields(kind, { ...nothing, ...given })).toEqual({ ok: true, value: null });
    expect(checkRiskFields(kind, nothing)).toMatchObject({ ok: false, path: [field] });
    expect(checkRiskFields(kind, { ...nothing, ...given, [other]: 'x' })).toMatchObject({ ok: false, path: [other] });
  });
});

const plan = {
  productCode: 'P',
  code: 'C',
  name: 'Cover',
  limitMinor: 100_000_00n,
  deductibleMinor: 0n,
  coinsurancePercent: '0',
  baseRatePpm: 10_000,
};
const cover = { product: { currency: 'CNY', minimumPremiumMinor: 1n }, plans: [plan] };

const risks: readonly (readonly [PolicyKind, Risk, string])[] = [
  [
    'AUTO',
    { kind: 'AUTO', facts: { modelYear: 2022, mileageKm: 0, powertrain: 'ICE', marketValueMinor: 1_00n } },
    'model year 2022',
  ],
  ['HEALTH', { kind: 'HEALTH', facts: { ages: [35] } }, 'One person'],
  ['LIFE', { kind: 'LIFE', facts: { age: 35, sumAssuredMinor: 1_00n } }, '35 years old'],
  ['RETURN_FREIGHT', { kind: 'RETURN_FREIGHT', facts: { orderTotalMinor: 1_00n } }, 'order comes to'],
];

test.each(risks)('a risk of kind %s is priced by its own rules', (_, risk, fact) => {
  const price = priceRisk(risk, cover, new Date('2026-11-01T12:00:00Z'));

  expect(price).toMatchObject({ ok: true, value: { premiumMinor: 1_000_00n } });
  expect(price.ok && price.value.riskFactors.join(' ')).toContain(fact);
});
