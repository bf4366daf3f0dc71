import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeCharacters, computeCodeEnd, formatCode, readCode } from './customer-code.ts';

test('a code has two groups of five characters', () => {
  expect(formatCode(Uint8Array.from([0, 1, 9, 10, 31, 32, 255, 24, 18, 20]))).toBe('019AZ-0ZRJM');
});

test('every code is read as its characters, however it is typed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: codeCharacters, maxLength: codeCharacters }), (random) => {
      const code = formatCode(random);
      const characters = code.replace('-', '');
      const typed = [code, code.toLowerCase(), ` ${characters} `, code.replaceAll('0', 'O').replaceAll('1', 'I')];
      expect(typed.map(readCode)).toEqual(typed.map(() => characters));
    }),
  );
});

test.each(['', '0123', '0123456789A', 'UUUUU-UUUUU', '0000-000', '٠٠٠٠٠٠٠٠٠٠'])('"%s" is no code', (text) => {
  expect(readCode(text)).toBeNull();
});

test('each byte gives each character equally often', () => {
  const characters = Array.from({ length: 256 }, (_, byte) => formatCode(Uint8Array.of(byte)).charAt(0));
  const counts = Map.groupBy(characters, (character) => character);

  expect([...counts.values()].map(({ length }) => length)).toEqual(Array.from({ length: 32 }, () => 8));
});

test('a code ends after five minutes', () => {
  expect(computeCodeEnd(new Date('2026-11-01T00:00:00Z')).toISOString()).toBe('2026-11-01T00:05:00.000Z');
});
