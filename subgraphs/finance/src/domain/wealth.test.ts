import { expect, test } from 'vitest';
import { computeTotalValue } from './wealth.ts';

test('the total value is the sum of the holdings, and nothing without any', () => {
  expect(computeTotalValue([])).toBe(0n);
  expect(computeTotalValue([{ marketValueMinor: 12_34n }, { marketValueMinor: 9_007_199_254_740_993n }])).toBe(
    9_007_199_254_742_227n,
  );
});
