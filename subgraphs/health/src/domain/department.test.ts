import { expect, test } from 'vitest';
import { isDepartment } from './department.ts';

test.each([
  ['DERMATOLOGY', true],
  ['dermatology', false],
  ['DERMATOLOGY,PAEDIATRICS', false],
  ['', false],
])('the text "%s" as the code of a department: %s', (text, expected) => {
  expect(isDepartment(text)).toBe(expected);
});
