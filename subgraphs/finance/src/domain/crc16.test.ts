import { expect, test } from 'vitest';
import { crc16 } from './crc16.ts';

test.each([
  ['the check value of its catalogue entry', '123456789', '29B1'],
  ['nothing is its initial value', '', 'FFFF'],
  ['one letter', 'A', 'B915'],
  ['a text whose checksum begins with 0', 'a1', '0366'],
])('the checksum of %s', (_, text, checksum) => {
  expect(crc16(text)).toBe(checksum);
});

test('the checksum is that of the bytes in UTF-8, not of the characters', () => {
  expect(crc16('面馆')).toBe('B512');
});
