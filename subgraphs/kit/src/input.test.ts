import { describe, expect, test } from 'vitest';
import { readId, readInteger, readOptionalText, readText } from './input.ts';
import { done } from './result.ts';
import { castId, castUuid } from './world.ts';

const path = ['field'];
const invalid = { ok: false, code: 'INVALID_INPUT', path, message: expect.stringMatching(/^[A-Z].+\.$/) };

describe('an id', () => {
  test('of the type is its UUID', () => {
    expect(readId('pay', castId('pay', 7), path)).toEqual(done(castUuid(7)));
  });

  test('of one of several types is its UUID', () => {
    expect(readId(['pau', 'phe'], castId('phe', 7), path)).toEqual(done(castUuid(7)));
  });

  test.each([
    '',
    'pay',
    castUuid(7),
    castId('ord', 7),
    castId('pay', 7).toUpperCase(),
    `${castId('pay', 7)}0`,
    `${castId('pay', 7)} `,
  ])('that is %j is refused', (id) => {
    expect(readId('pay', id, path)).toEqual(invalid);
  });
});

describe('a text', () => {
  test.each([
    ['as it is', '  red  ', 'red'],
    ['with as many characters as it may have', '12345', '12345'],
    ['whose pictures count as one character each', '🧧🧧🧧🧧🧧', '🧧🧧🧧🧧🧧'],
  ])('is read without white space around it, %s', (_, text, expected) => {
    expect(readText(text, 5, path)).toEqual(done(expected));
    expect(readOptionalText(text, 5, path)).toEqual(done(expected));
  });

  test.each(['123456', '🧧🧧🧧🧧🧧🧧', 'a\0b'])('that is %j is refused', (text) => {
    expect(readText(text, 5, path)).toEqual(invalid);
    expect(readOptionalText(text, 5, path)).toEqual(invalid);
  });

  test.each(['', '   ', '\n\t'])('that is blank (%j) is refused, unless it may be left out', (text) => {
    expect(readText(text, 5, path)).toEqual(invalid);
    expect(readOptionalText(text, 5, path)).toEqual(done(null));
  });

  test.each([null, undefined])('that is left out (%j) is null', (text) => {
    expect(readOptionalText(text, 5, path)).toEqual(done(null));
  });
});

describe('a whole number', () => {
  test.each([1, 5, 10])('within its bounds (%d) is read', (value) => {
    expect(readInteger(value, [1, 10], path)).toEqual(done(value));
  });

  test.each([0, 11, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('that is %d is refused', (value) => {
    expect(readInteger(value, [1, 10], path)).toEqual(invalid);
  });
});
