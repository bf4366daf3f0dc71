import { expect, test } from 'vitest';
import { computeTermEnd, formatPolicyNumber } from './policy.ts';

test.each([
  ['on a usual day ends a year later', '2026-03-15', 1, '2027-03-15'],
  ['on 31 December ends on 31 December', '2026-12-31', 1, '2027-12-31'],
  ['on a leap day for one year ends on 1 March', '2024-02-29', 1, '2025-03-01'],
  ['on a leap day for twenty years ends on a leap day', '2024-02-29', 20, '2044-02-29'],
])('a term that begins %s', (_, effectiveOn, years, expiresOn) => {
  expect(computeTermEnd(effectiveOn, years)).toBe(expiresOn);
});

test('the number of a policy tells its kind and its first day, and ends as its id does', () => {
  expect(formatPolicyNumber('AUTO', '2026-11-02', '019a3b1e-5c00-7000-8000-00ffffffffff')).toBe(
    'AUT-20261102-ZZZZ-ZZZZ',
  );
  expect(formatPolicyNumber('HEALTH', '2028-02-29', '019a3b1e-5c00-7000-8000-000000000021')).toBe(
    'HEA-20280229-0000-0011',
  );
});
