import { describe, expect, test } from 'vitest';
import { type CoveragePlan, computeValidUntil, decideBinding, isDuplicateCover, selectPlans } from './quote.ts';

const quotedAt = new Date('2026-06-01T04:00:00Z');
const quote = {
  id: 'q1',
  status: 'QUOTED',
  premiumMinor: 2400_00n,
  currency: 'CNY',
  validUntil: computeValidUntil(quotedAt),
} as const;
const payment = {
  quoteId: 'q1',
  amountMinor: 2400_00n,
  capturedMinor: 2400_00n,
  currency: 'CNY',
  capturedAt: quotedAt,
};

test('a price holds for 14 days', () => {
  expect(computeValidUntil(quotedAt)).toEqual(new Date('2026-06-15T04:00:00Z'));
});

describe('a binding', () => {
  test('with the captured payment of exactly this quote accepts it', () => {
    expect(decideBinding(quote, payment)).toEqual({ ok: true, value: 'ACCEPTED' });
  });

  test.each([
    [
      'with a payment of another amount (AT-6-2)',
      {},
      { amountMinor: 2399_99n, capturedMinor: 2399_99n },
      'PAYMENT_MISMATCH',
    ],
    ['with a payment of another quote', {}, { quoteId: 'q2' }, 'PAYMENT_MISMATCH'],
    ['with a payment of something else', {}, { quoteId: null }, 'PAYMENT_MISMATCH'],
    ['with a payment in another currency', {}, { currency: 'HKD' }, 'PAYMENT_MISMATCH'],
    ['with a payment that is not captured', {}, { capturedAt: null }, 'PAYMENT_NOT_CAPTURED'],
    ['with a payment that is captured in part', {}, { capturedMinor: 1n }, 'PAYMENT_NOT_CAPTURED'],
    ['with a payment captured when the price had ended', {}, { capturedAt: quote.validUntil }, 'QUOTE_EXPIRED'],
    ['of a quote that has expired', { status: 'EXPIRED' }, {}, 'QUOTE_EXPIRED'],
    ['of a quote that is bound', { status: 'ACCEPTED' }, {}, 'ILLEGAL_TRANSITION'],
    ['of a quote that was declined', { status: 'DECLINED' }, {}, 'ILLEGAL_TRANSITION'],
  ] as const)('%s is refused', (_, quoteChange, paymentChange, code) => {
    expect(decideBinding({ ...quote, ...quoteChange }, { ...payment, ...paymentChange })).toMatchObject({ code });
  });
});

describe('the coverages of a quote', () => {
  const plan = (productCode: string, code: string): CoveragePlan => ({
    productCode,
    code,
    name: code,
    limitMinor: 1000_00n,
    deductibleMinor: 0n,
    coinsurancePercent: '0',
    baseRatePpm: 1_000,
  });
  const plans = [plan('AUTO', 'DAMAGE'), plan('AUTO', 'GLASS'), plan('HEALTH', 'DRUGS')];

  test('are those that are wanted, in their order', () => {
    expect(selectPlans(plans, 'AUTO', ['GLASS', 'DAMAGE'])).toEqual({ ok: true, value: [plans[1], plans[0]] });
  });

  test.each([
    ['none', [], 'INVALID_INPUT', ['coverageCodes']],
    ['eleven', Array.from({ length: 11 }, () => 'GLASS'), 'INVALID_INPUT', ['coverageCodes']],
    ['one twice', ['GLASS', 'GLASS'], 'INVALID_INPUT', ['coverageCodes', '1']],
    ['one of another product', ['GLASS', 'DRUGS'], 'COVERAGE_UNKNOWN', ['coverageCodes', '1']],
  ])('are not %s', (_, codes, code, path) => {
    expect(selectPlans(plans, 'AUTO', codes)).toMatchObject({ ok: false, code, path });
  });
});

describe('a second cover', () => {
  const term = { effectiveOn: '2026-01-01', expiresOn: '2027-01-01' };
  const subject = { product: 'AUTO', vehicleId: 'v1', orderId: null, patientIds: [] };
  const existing = { ...subject, ...term, status: 'IN_FORCE' } as const;
  const wanted = { ...subject, ...term };

  test.each([
    ['of the same vehicle doubles the first', {}, {}, true],
    ['beside one that has lapsed doubles it', { status: 'LAPSED' }, {}, true],
    ['of another vehicle does not', {}, { vehicleId: 'v2' }, false],
    ['of another product does not', {}, { product: 'AUTO_BASIC' }, false],
    ['after one that is cancelled does not', { status: 'CANCELLED' }, {}, false],
    [
      'from the day on which the first ends does not',
      {},
      { effectiveOn: '2027-01-01', expiresOn: '2028-01-01' },
      false,
    ],
    ['from the day before does', {}, { effectiveOn: '2026-12-31', expiresOn: '2027-12-31' }, true],
    [
      'of one of the same patients does',
      { vehicleId: null, patientIds: ['p1', 'p2'] },
      { vehicleId: null, patientIds: ['p2'] },
      true,
    ],
    ['of the same order does', { vehicleId: null, orderId: 'o1' }, { vehicleId: null, orderId: 'o1' }, true],
    ['of a life does not', { vehicleId: null }, { vehicleId: null }, false],
  ] as const)('%s', (_, existingChange, wantedChange, isDuplicate) => {
    expect(isDuplicateCover({ ...existing, ...existingChange }, { ...wanted, ...wantedChange })).toBe(isDuplicate);
  });
});
