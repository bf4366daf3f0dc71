import { expect, test } from 'vitest';
import { readBirthYear } from './kyc.ts';

test.each([
  ['999999198503150017', 1985],
  ['99999920040101001X', 2004],
  ['99999985031500', null],
  ['', null],
])('the year of birth in %s is %s', (idNumber, year) => {
  expect(readBirthYear(idNumber)).toBe(year);
});
