import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyExponent, currencyNumber, currencyOfNumber, formatMoney, parseAmount, parseMinor } from './money.ts';

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

test.each([
  ['CNY', '156'],
  ['JPY', '392'],
  ['ALL', '008'],
])('%s has the number %s', (currency, number) => {
  expect(currencyNumber(currency)).toBe(number);
  expect(currencyOfNumber(number)).toBe(currency);
});

test('text that is no code has no number, and digits that are no number no currency', () => {
  expect(() => currencyNumber('XYZ')).toThrow(RangeError);
  expect(currencyOfNumber('000')).toBeNull();
  expect(currencyOfNumber('8')).toBeNull();
});

describe('an amount of the API', () => {
  const notDecimal = 'An amount is written with the digits 0 to 9 and a point, for example 38.50.';

  test.each([
    ['38.50', 'CNY', 38_50n],
    ['0.01', 'CNY', 1n],
    ['10.00', 'CNY', 10_00n],
    ['1', 'JPY', 1n],
    ['0.001', 'KWD', 1n],
    ['92233720368547758.07', 'CNY', 2n ** 63n - 1n],
  ])('of %s %s is %s minor units', (amount, currency, amountMinor) => {
    expect(parseAmount({ amount, currency }, ['total'])).toEqual({ ok: true, value: { amountMinor, currency } });
  });

  test.each([
    ['one digit too few', '38.5', 'CNY', 'An amount in CNY has exactly 2 digits after the point.'],
    ['one digit too many', '38.500', 'CNY', 'An amount in CNY has exactly 2 digits after the point.'],
    ['no digits after the point', '38', 'CNY', 'An amount in CNY has exactly 2 digits after the point.'],
    ['digits where the currency has none', '1200.00', 'JPY', 'An amount in JPY has exactly 0 digits after the point.'],
    ['nothing', '0.00', 'CNY', 'The amount is zero.'],
    ['less than nothing', '-1.00', 'CNY', 'The amount is negative.'],
    ['a nothing that is negative', '-0.00', 'CNY', 'The amount is negative.'],
    ['more than bigint holds', '92233720368547758.08', 'CNY', 'The amount is too large.'],
    ['less than bigint holds', '-92233720368547758.08', 'CNY', 'The amount is too large.'],
    ['zeros in front', '0001.00', 'CNY', 'The amount begins with a zero that says nothing.'],
    ['two zeros in front', '00.50', 'CNY', 'The amount begins with a zero that says nothing.'],
    ['not a number', 'NaN', 'CNY', notDecimal],
    ['an exponent', '1e3', 'JPY', notDecimal],
    ['infinity', 'Infinity', 'JPY', notDecimal],
    ['no text', '', 'CNY', notDecimal],
    ['a space in front', ' 1.00', 'CNY', notDecimal],
    ['a line feed at the end', '1.00\n', 'CNY', notDecimal],
    ['a comma', '1,00', 'CNY', notDecimal],
    ['a plus', '+1.00', 'CNY', notDecimal],
    ['two minuses', '--1.00', 'CNY', notDecimal],
    ['a true minus sign', '\u22121.00', 'CNY', notDecimal],
    ['a point at the end', '1.', 'JPY', notDecimal],
    ['a point in front', '.50', 'CNY', notDecimal],
    ['hexadecimal digits', '0x10', 'JPY', notDecimal],
    ['full-width digits', '１.００', 'CNY', notDecimal],
    ['a full-width point', '1．00', 'CNY', notDecimal],
    ['Arabic digits', '١.٠٠', 'CNY', notDecimal],
    ['Devanagari digits', '१.००', 'CNY', notDecimal],
    ['one Thai digit', '1.0๐', 'CNY', notDecimal],
  ])('with %s is refused', (_, amount, currency, message) => {
    expect(parseAmount({ amount, currency }, ['input', 'total'])).toEqual({
      ok: false,
      code: 'INVALID_INPUT',
      path: ['input', 'total', 'amount'],
      message,
    });
  });

  test.each(['XYZ', 'cny', '', 'CNYX', '156', 'ＣＮＹ', '__proto__'])('in the currency "%s" is refused', (currency) => {
    expect(parseAmount({ amount: '1.00', currency }, ['total'])).toEqual({
      ok: false,
      code: 'INVALID_INPUT',
      path: ['total', 'currency'],
      message: 'The currency is not an ISO 4217 code such as CNY.',
    });
  });

  test('stands at the top when its path is empty', () => {
    expect(parseAmount({ amount: '0.00', currency: 'CNY' }, [])).toMatchObject({ path: ['amount'] });
  });

  test('is the text that the API writes, and no other', () => {
    const currencies = fc.constantFrom('CNY', 'JPY', 'KWD', 'USD');
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^-?\d{0,4}\.?\d{0,4}$/));
    fc.assert(
      fc.property(texts, currencies, (amount, currency) => {
        const parsed = parseAmount({ amount, currency }, []);
        if (!parsed.ok) return;
        expect(parsed.value.amountMinor).toBeGreaterThan(0n);
        expect(formatMoney(parsed.value.amountMinor, currency).amount).toBe(amount);
      }),
    );
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 63n - 1n), currencies, (amountMinor, currency) => {
        const { amount } = formatMoney(amountMinor, currency);
        expect(parseAmount({ amount, currency }, [])).toEqual({ ok: true, value: { amountMinor, currency } });
      }),
    );
  });
});
