import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currencyExponent, formatMoney, parseMinor } from './money.ts';

test.each([
  [38_50n, 'CNY', '38.50'],
  [1_200n, 'JPY', '1200'],
  [1_250n, 'KWD', '1.250'],
  [5n, 'CNY', '0.05'],
  [-5n, 'CNY', '-0.05'],
  [0n, 'JPY', '0'],
])('%s minor units of %s are %s', (amountMinor, currency, amount) => {
  expect(formatMoney(amountMinor, currency)).toEqual({ amount, currency });
  expect(parseMinor(amount, currency)).toEqual({ ok: true, value: amountMinor });
});

test('any amount survives the way to text and back', () => {
  const minor = fc.bigInt(-(2n ** 62n), 2n ** 62n);
  fc.assert(
    fc.property(minor, fc.constantFrom('CNY', 'JPY', 'KWD', 'USD'), (amountMinor, currency) => {
      expect(parseMinor(formatMoney(amountMinor, currency).amount, currency)).toEqual({ ok: true, value: amountMinor });
    }),
  );
});

test.each([
  ['one digit too few', '38.5', 'CNY'],
  ['one digit too many', '38.500', 'CNY'],
  ['digits where the currency has none', '1200.00', 'JPY'],
  ['full-width digits', '３８.５０', 'CNY'],
  ['an exponent', '1e2', 'JPY'],
  ['not a number', 'NaN', 'JPY'],
  ['more than bigint holds', '92233720368547758.08', 'CNY'],
])('an amount with %s is refused', (_, amount, currency) => {
  expect(parseMinor(amount, currency)).toMatchObject({ ok: false, code: 'INVALID_INPUT', path: ['amount'] });
});

test('text that is no ISO 4217 code has no exponent', () => {
  expect(() => currencyExponent('XYZ')).toThrow('"XYZ" is not an ISO 4217 currency code.');
  expect(() => currencyExponent('cny')).toThrow(RangeError);
});
