import { expect, test } from 'vitest';
import { parsePercent } from './rates.ts';

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
