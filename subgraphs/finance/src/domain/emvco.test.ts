import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildCode, cityMax, cutForCode, merchantNameMax, type PaymentCodeFacts, referenceMax } from './emvco.ts';
import { parseCode } from './emvco-parse.ts';

const noodle: PaymentCodeFacts = {
  kind: 'STATIC',
  schemeNumber: 'M00000042',
  merchantCategoryCode: '5812',
  merchantName: 'Lucky Noodle House',
  city: 'Shenzhen',
  country: 'CN',
  currency: 'CNY',
};
const bowl: PaymentCodeFacts = { ...noodle, kind: 'DYNAMIC', amountMinor: 38_50n, reference: 'PI7F3K2Q' };

const noodleCode =
  '00020101021126340017com.panecosys.pay0109M000000425204581253031565802CN5918Lucky Noodle House6008Shenzhen6304FB51';
const bowlCode =
  '00020101021226340017com.panecosys.pay0109M00000042520458125303156540538.505802CN5918Lucky Noodle House6008Shenzhen62120508PI7F3K2Q6304F9C7';

describe.each([
  ['a static code (AT-18-1)', noodle, noodleCode],
  ['a dynamic code (AT-18-2)', bowl, bowlCode],
])('%s', (_, facts, code) => {
  test('is written character by character as the domain page has it', () => {
    expect(buildCode(facts)).toBe(code);
  });

  test('is read as what was written', () => {
    expect(parseCode(code)).toEqual({
      ok: true,
      value: { amountMinor: null, reference: null, ...facts, scheme: 'com.panecosys.pay', crcValid: true },
    });
  });

  test('is never valid with one changed character (AT-18-3)', () => {
    // All that ASCII prints, and one each of the longer encodings of UTF-8, a control character and half a character.
    const others = [...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)), ...'é面𝟏\0\ud83c'];
    const survivors = Array.from(code).flatMap((character, at) =>
      others
        .filter((other) => other !== character)
        .map((other) => code.slice(0, at) + other + code.slice(at + 1))
        .filter((changed) => isValid(changed)),
    );
    expect(survivors).toEqual([]);
  });

  test('is never valid with two neighbours swapped, one character lost or one doubled', () => {
    const changed = Array.from(code).flatMap((character, at) => [
      code.slice(0, at) + code.charAt(at + 1) + character + code.slice(at + 2),
      code.slice(0, at) + code.slice(at + 1),
      code.slice(0, at) + character + code.slice(at),
    ]);
    expect(changed.filter((text) => text !== code && isValid(text))).toEqual([]);
  });
});

test('a changed digit of the amount is read, and its checksum is wrong', () => {
  expect(parseCode(bowlCode.replace('38.50', '08.50'))).toMatchObject({
    ok: true,
    value: { amountMinor: 8_50n, crcValid: false },
  });
});

test('a name in Chinese is counted in characters', () => {
  const code = buildCode({ ...noodle, merchantName: '幸运面馆🍜', city: '深圳' });

  expect(code).toContain('5905幸运面馆🍜6002深圳');
  expect(parseCode(code)).toMatchObject({ value: { merchantName: '幸运面馆🍜', city: '深圳', crcValid: true } });
});

test.each([
  ['JPY', 1_200n, '54041200'],
  ['KWD', 1_250n, '54051.250'],
])('an amount in %s has the digits of its currency', (currency, amountMinor, field) => {
  expect(buildCode({ ...bowl, currency, amountMinor })).toContain(field);
});

test.each<[string, Partial<PaymentCodeFacts>]>([
  ['a name that is too long', { merchantName: 'N'.repeat(merchantNameMax + 1) }],
  ['a Chinese name that is too long', { merchantName: '面'.repeat(merchantNameMax + 1) }],
  ['no name', { merchantName: '' }],
  ['a name with a control character', { merchantName: 'Noodle\nHouse' }],
  ['a name with a line separator', { merchantName: 'Noodle\u2028House' }],
  ['a name with half a character', { merchantName: 'Noodle \ud83c' }],
  ['a city that is too long', { city: 'C'.repeat(cityMax + 1) }],
  ['a reference that is too long', { reference: 'R'.repeat(referenceMax + 1) }],
  ['an empty reference', { reference: '' }],
  ['a scheme number that is too long', { schemeNumber: 'M'.repeat(26) }],
  ['a category code of letters', { merchantCategoryCode: 'food' }],
  ['a country in lower case', { country: 'cn' }],
  ['a currency that does not exist', { currency: 'XYZ' }],
  ['an amount of nothing', { amountMinor: 0n }],
  ['an amount below nothing', { amountMinor: -1n }],
  ['an amount that is too long', { amountMinor: 10n ** 13n }],
  ['no amount although it is dynamic', { kind: 'DYNAMIC', amountMinor: null }],
])('no code is written with %s', (_, facts) => {
  expect(() => buildCode({ ...noodle, ...facts })).toThrow(RangeError);
});

test.each([
  ['is short', 'Noodle House', 'Noodle House'],
  ['is too long', 'The Very Lucky Noodle House of Shenzhen', 'The Very Lucky Noodle Hou'],
  ['is cut at a space', 'The Very Unlucky Noodle H and I', 'The Very Unlucky Noodle H'],
  ['is long in Chinese', '面'.repeat(30), '面'.repeat(25)],
  ['is long in pictures', '🍜'.repeat(30), '🍜'.repeat(25)],
])('a name that %s fits after it is cut', (_, name, cut) => {
  expect(cutForCode(name, merchantNameMax)).toBe(cut);
  expect(parseCode(buildCode({ ...noodle, merchantName: cut }))).toMatchObject({ value: { merchantName: cut } });
});

test('whatever is written is read back', () => {
  const printable = (maxLength: number) =>
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .map((text) => cutForCode(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ''), maxLength))
      .filter((text) => text !== '');
  const facts = fc.record({
    kind: fc.constantFrom('STATIC', 'DYNAMIC'),
    schemeNumber: fc.stringMatching(/^M[0-9]{8}$/),
    merchantCategoryCode: fc.stringMatching(/^[0-9]{4}$/),
    merchantName: printable(merchantNameMax),
    city: printable(cityMax),
    country: fc.constantFrom('CN', 'JP', 'KW'),
    currency: fc.constantFrom('CNY', 'JPY', 'KWD'),
    amountMinor: fc.bigInt(1n, 10n ** 12n - 1n),
    reference: fc.option(printable(referenceMax)),
  });
  fc.assert(
    fc.property(facts, (written) => {
      const read = parseCode(buildCode(written));
      expect(read).toEqual({ ok: true, value: { ...written, scheme: 'com.panecosys.pay', crcValid: true } });
    }),
  );
});

function isValid(text: string): boolean {
  const read = parseCode(text);
  return read.ok && read.value.crcValid;
}
