import { expect, test } from 'vitest';
import { computeAvailable } from './wallet.ts';

test.each([
  ['nothing held is all available', 100_00n, 0n, 100_00n],
  ['a part held is available without it', 100_00n, 46_20n, 53_80n],
  ['everything held has nothing available', 100_00n, 100_00n, 0n],
])('a balance with %s', (_, balanceMinor, heldMinor, available) => {
  expect(computeAvailable({ balanceMinor, heldMinor })).toBe(available);
});
