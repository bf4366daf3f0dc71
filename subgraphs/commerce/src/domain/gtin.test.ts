import { describe, expect, test } from 'vitest';
import { computeCheckDigit, normalizeGtin } from './gtin.ts';

describe('a GTIN', () => {
  test.each([
    ['8 digits', '96385074', '00000096385074'],
    ['12 digits', '036000291452', '00036000291452'],
    ['13 digits', '4006381333931', '04006381333931'],
    ['14 digits', '10012345678902', '10012345678902'],
  ])('of %s is filled to 14', (_, text, gtin) => {
    expect(normalizeGtin(text)).toBe(gtin);
  });

  test.each([
    ['another check digit', '4006381333932'],
    ['a length that no GTIN has', '0012345678'],
    ['15 digits', '100123456789023'],
    ['letters', '400638133393X'],
    ['spaces', ' 4006381333931'],
    ['digits of another script', '４００６３８１３３３９３１'],
    ['nothing', ''],
  ])('is not text with %s', (_, text) => {
    expect(normalizeGtin(text)).toBeNull();
  });

  test('with any one wrong digit is noticed', () => {
    const digits = [...`269000000017${computeCheckDigit('269000000017')}`].map(Number);
    const wrong = digits.flatMap((digit, place) =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((shift) => digits.with(place, (digit + shift) % 10).join('')),
    );

    expect(normalizeGtin(digits.join(''))).toBe(`0${digits.join('')}`);
    expect(wrong.filter((text) => normalizeGtin(text) !== null)).toEqual([]);
  });
});
