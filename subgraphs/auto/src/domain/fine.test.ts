import { expect, test } from 'vitest';
import { computeSurcharge } from './fine.ts';

test.each([
  ['on time costs nothing more', 0, 0n],
  ['early costs nothing more', -3, 0n],
  ['10 days late costs 30 % more (AT-14-2)', 10, 60_00n],
  ['40 days late costs as much again, never more (AT-14-2)', 40, 200_00n],
])('a fine of 200.00 paid %s', (_, daysLate, surchargeMinor) => {
  expect(computeSurcharge(200_00n, daysLate)).toBe(surchargeMinor);
});
