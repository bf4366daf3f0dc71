import { describe, expect, test } from 'vitest';
import { buildCode, signCode } from './emvco.ts';
import {
  decideAmountToPay,
  decideCodeAmount,
  decideCodeUse,
  readOwnCode,
  referenceAlphabet,
  writeMerchantCode,
} from './payment-code.ts';

const noodle = {
  name: 'Lucky Noodle House',
  city: 'Shenzhen',
  merchantCategoryCode: '5812',
  schemeNumber: 'M00000042',
};
const cny = (amountMinor: bigint) => ({ amountMinor, currency: 'CNY' });
const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD' });

test('the alphabet of references has 32 signs, none of which looks like another', () => {
  expect(new Set(referenceAlphabet).size).toBe(32);
  expect(referenceAlphabet).not.toMatch(/[ILOU]/);
});

test('a code with an amount is dynamic, one without is static', () => {
  const read = (amountMinor: bigint | null) => {
    const code = readOwnCode(writeMerchantCode(noodle, { amountMinor, reference: 'R1' }));
    return code.ok && code.value;
  };
  expect(read(38_50n)).toMatchObject({
    kind: 'DYNAMIC',
    amountMinor: 38_50n,
    reference: 'R1',
    schemeNumber: 'M00000042',
  });
  expect(read(null)).toMatchObject({ kind: 'STATIC', amountMinor: null, reference: 'R1' });
});

describe('the amount of a new code', () => {
  test.each([
    ['of a static code is none', 'STATIC', null, { ok: true, value: null }],
    ['of a dynamic code is what it is', 'DYNAMIC', cny(1n), { ok: true, value: 1n }],
    [
      'is at most what 13 characters can say',
      'DYNAMIC',
      cny(9_999_999_999_99n),
      { ok: true, value: 9_999_999_999_99n },
    ],
    ['of a static code is refused', 'STATIC', cny(1n), { code: 'INVALID_INPUT' }],
    ['of a dynamic code is needed', 'DYNAMIC', null, { code: 'AMOUNT_REQUIRED' }],
    ['of a dynamic code in dollars is refused', 'DYNAMIC', usd(1n), { code: 'CURRENCY_UNSUPPORTED' }],
    ['of 14 characters is refused', 'DYNAMIC', cny(10_000_000_000_00n), { code: 'INVALID_INPUT' }],
  ] as const)('%s', (_, kind, amount, outcome) => {
    expect(decideCodeAmount(kind, amount)).toMatchObject(outcome);
  });
});

describe('a scanned code', () => {
  const own = writeMerchantCode(noodle, { amountMinor: null, reference: null });
  const other = own.replace('com.panecosys.pay', 'com.somebody2.pay').slice(0, -'6304FFFF'.length);

  test.each([
    ['that is no code', 'hello', 'QR_MALFORMED'],
    ['with a wrong checksum', `${own.slice(0, -4)}0000`, 'QR_CRC'],
    ['of another scheme', signCode(other), 'QR_SCHEME_UNSUPPORTED'],
    ['of another scheme that is damaged', `${other}63040000`, 'QR_CRC'],
  ])('%s cannot be paid', (_, payload, code) => {
    expect(readOwnCode(payload)).toMatchObject({ ok: false, code, path: ['payload'] });
  });

  test('of our scheme can', () => {
    const facts = { ...noodle, merchantName: noodle.name, kind: 'STATIC', country: 'CN', currency: 'CNY' } as const;
    expect(own).toBe(buildCode(facts));
    expect(readOwnCode(own)).toMatchObject({ ok: true, value: { schemeNumber: 'M00000042' } });
  });
});

describe('what is paid', () => {
  const open = { amountMinor: null, currency: 'CNY' };
  test.each([
    ['is what the code says', cny(5n), null, { value: 5n }],
    ['is what the code says and the payer repeats', cny(5n), cny(5n), { value: 5n }],
    ['is what the payer types', open, cny(7n), { value: 7n }],
    ['is said by nobody', open, null, { code: 'AMOUNT_REQUIRED' }],
    ['is not what the code says', cny(5n), cny(6n), { code: 'AMOUNT_MISMATCH' }],
    ['is typed in dollars', open, usd(7n), { code: 'CURRENCY_UNSUPPORTED' }],
    ['is asked in dollars', usd(5n), usd(5n), { code: 'CURRENCY_UNSUPPORTED' }],
  ])('%s', (_, code, typed, outcome) => {
    expect(decideAmountToPay(code, typed)).toMatchObject(outcome);
  });
});

describe('a dynamic code', () => {
  const expiresAt = new Date('2026-11-01T04:15:00Z');
  const code = { merchantId: 'm', expiresAt, usedByPaymentId: null };
  test('can be paid until it expires, and once', () => {
    expect(decideCodeUse(code, new Date(expiresAt.getTime() - 1))).toEqual({ ok: true, value: null });
    expect(decideCodeUse(code, expiresAt)).toMatchObject({ code: 'QR_EXPIRED' });
    expect(decideCodeUse({ ...code, usedByPaymentId: 'p' }, expiresAt)).toMatchObject({ code: 'QR_USED' });
  });
});
