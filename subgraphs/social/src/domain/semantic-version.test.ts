import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSemanticVersion } from './semantic-version.ts';

test.each([
  '0.0.4',
  '1.2.3',
  '10.20.30',
  '1.1.2-prerelease+meta',
  '1.0.0-alpha.1',
  '1.0.0-0A.is.legal',
  '1.0.0+0.build.1',
])('%s is a version', (text) => {
  expect(isSemanticVersion(text)).toBe(true);
});

test.each(
  [
    [
      '',
      '1',
      '1.2',
      'v1.2.3',
      '1.2.3.4',
      '01.1.1',
      '1.01.1',
      '1.1.01',
      '1.2.3-',
      '1.2.3-01',
      '1.2.3+',
      '1.2.3-a..b',
      '1.2.3 ',
    ],
    ['1.2.3\n', '1.2.-3', '１.2.3', `1.2.3-${'a'.repeat(59)}`],
  ].flat(),
)('"%s" is not a version', (text) => {
  expect(isSemanticVersion(text)).toBe(false);
});

test('three numbers are a version, and with a zero before one of them they are not', () => {
  fc.assert(
    fc.property(fc.tuple(fc.nat(), fc.nat(), fc.nat()), fc.nat(2), (numbers, place) => {
      expect(isSemanticVersion(numbers.join('.'))).toBe(true);
      expect(isSemanticVersion(numbers.map((part, index) => (index === place ? `0${part}` : part)).join('.'))).toBe(
        false,
      );
    }),
  );
});
