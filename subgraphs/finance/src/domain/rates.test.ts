import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divideHalfEven, parsePercent } from './rates.ts';

test.each([
  ['10', 100_000n],
  ['7.25', 72_500n],
  ['0.0001', 1n],
  ['100.00', 1_000_000n],
  ['0', 0n],
])('%s percent is %d parts per million', (text, ppm) => {
  expect(parsePercent(text)).toBe(ppm);
});

test.each(['', '-1', '1.', '.5', '1.00001', 'ten'])('"%s" is not a percentage', (text) => {
  expect(() => parsePercent(text)).toThrow('is not a percentage');
});

test.each([
  [5n, 2n, 2n],
  [7n, 2n, 4n],
  [7n, 3n, 2n],
  [8n, 3n, 3n],
  [0n, 3n, 0n],
])('%d by %d is %d', (numerator, denominator, expected) => {
  expect(divideHalfEven(numerator, denominator)).toBe(expected);
});

test('a rounded fraction is never more than half away', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(1n, 10n ** 6n), (numerator, denominator) => {
      const distance = divideHalfEven(numerator, denominator) * denominator - numerator;
      expect(2n * (distance < 0n ? -distance : distance)).toBeLessThanOrEqual(denominator);
    }),
  );
});
