import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildCode, signCode, writeField } from './emvco.ts';
import { parseCode } from './emvco-parse.ts';

const fields: readonly (readonly [tag: string, value: string])[] = [
  ['00', '01'],
  ['01', '11'],
  ['26', '0017com.panecosys.pay0109M00000042'],
  ['52', '5812'],
  ['53', '156'],
  ['58', 'CN'],
  ['59', 'Noodle'],
  ['60', 'Shenzhen'],
];

/** A code with a right checksum in which some tags have other values, are added, or are left out (null). */
function codeWith(changes: Readonly<Record<string, string | null>>): string {
  const known = new Map<string, string | null>(fields);
  for (const [tag, value] of Object.entries(changes)) known.set(tag, value);
  return signCode([...known].map(([tag, value]) => (value === null ? '' : writeField(tag, value))).join(''));
}

const whole = codeWith({});
const unsigned = whole.slice(0, -'6304FFFF'.length);

describe('a text', () => {
  test.each([
    ['that is empty', '', 'The code is empty.'],
    ['of 513 characters', '0'.repeat(513), 'The code has more than 512 characters.'],
    ['with a line feed', whole.replace('Noodle', 'Noo\nle'), 'The code has characters that cannot be printed.'],
    [
      'with half a character',
      whole.replace('Noodle', 'Noo\ud83cle'),
      'The code has characters that cannot be printed.',
    ],
    ['that is a web address', 'https://example.com', 'The code has a tag that is not two digits.'],
    ['with a letter in a tag', whole.replace('5204', '5Z04'), 'The code has a tag that is not two digits.'],
    ['with full-width digits in a tag', whole.replace('5204', '５２04'), 'The code has a tag that is not two digits.'],
    [
      'with a letter in a length',
      whole.replace('5204', '520Z'),
      'The code has a length of tag 52 that is not two digits.',
    ],
    [
      'with a sign in a length',
      whole.replace('5204', '52+4'),
      'The code has a length of tag 52 that is not two digits.',
    ],
    ['that ends inside a tag', '0002016', 'The code ends inside a tag or its length.'],
    ['that ends after a tag', '00020163', 'The code ends inside a tag or its length.'],
    ['that ends inside a length', '000201630', 'The code ends inside a tag or its length.'],
    ['that ends inside a value', whole.slice(0, -1), 'The code ends inside the value of tag 63.'],
    ['with an empty value', whole.replace('5204', '5200'), 'The code has the length 00 for tag 52.'],
    ['with a tag twice', signCode(`${unsigned}5802CN`), 'The code has tag 58 twice.'],
    ['without a version', codeWith({ '00': null }), 'The code has no version (tag 00).'],
    ['with its version behind', signCode(`0102${11}000201`), 'The code does not begin with its version (tag 00).'],
    ['of another version', codeWith({ '00': '02' }), 'The code has a version other than 01.'],
    ['without a checksum', unsigned, 'The code has no checksum (tag 63).'],
    ['with a tag behind its checksum', `${whole}8002AB`, 'The code does not end with its checksum (tag 63).'],
    [
      'with a checksum of three digits',
      `${unsigned}6303FB5`,
      'The checksum (tag 63) is not four upper-case hexadecimal digits.',
    ],
    [
      'with a checksum in lower case',
      `${unsigned}6304fb51`,
      'The checksum (tag 63) is not four upper-case hexadecimal digits.',
    ],
    [
      'with a checksum of letters',
      `${unsigned}6304WXYZ`,
      'The checksum (tag 63) is not four upper-case hexadecimal digits.',
    ],
    ['initiated otherwise', codeWith({ '01': '13' }), 'The initiation method (tag 01) is neither 11 nor 12.'],
    ['without a category', codeWith({ 52: null }), 'The code has no merchant category code (tag 52).'],
    ['with a category of letters', codeWith({ 52: 'food' }), 'The merchant category code (tag 52) is not four digits.'],
    [
      'with a category of three digits',
      codeWith({ 52: '581' }),
      'The merchant category code (tag 52) is not four digits.',
    ],
    ['without a currency', codeWith({ 53: null }), 'The code has no currency (tag 53).'],
    ['with the letters of a currency', codeWith({ 53: 'CNY' }), 'The currency (tag 53) is not three digits.'],
    ['with an unknown currency', codeWith({ 53: '000' }), 'The currency (tag 53) is not a number of ISO 4217.'],
    ['without a country', codeWith({ 58: null }), 'The code has no country (tag 58).'],
    ['with a country in lower case', codeWith({ 58: 'cn' }), 'The country (tag 58) is not two upper-case letters.'],
    ['without a name', codeWith({ 59: null }), 'The code has no merchant name (tag 59).'],
    ['with a long name', codeWith({ 59: 'N'.repeat(26) }), 'The merchant name (tag 59) has more than 25 characters.'],
    ['without a city', codeWith({ 60: null }), 'The code has no city (tag 60).'],
    ['with a long city', codeWith({ 60: 'C'.repeat(16) }), 'The city (tag 60) has more than 15 characters.'],
    ['without an account', codeWith({ 26: null }), 'The code has no merchant account (tags 02 to 51).'],
    ['with a broken account', codeWith({ 26: '0017com' }), 'Template 26 ends inside the value of tag 00.'],
    ['with an account of no scheme', codeWith({ 26: '0102M1' }), 'Template 26 does not name its scheme (tag 00).'],
    ['with a second account that is broken', codeWith({ 51: 'abcd' }), 'Template 51 has a tag that is not two digits.'],
    [
      'of our scheme without a number',
      codeWith({ 26: '0017com.panecosys.pay' }),
      'The code has no merchant number (tag 01 of its template).',
    ],
    [
      'with broken additional data',
      codeWith({ 62: '05X1A' }),
      'Template 62 has a length of tag 05 that is not two digits.',
    ],
    ['with a reference twice', codeWith({ 62: '0501A0501B' }), 'Template 62 has tag 05 twice.'],
    [
      'with a long reference',
      codeWith({ 62: `0526${'R'.repeat(26)}` }),
      'The reference (tag 05 of template 62) has more than 25 characters.',
    ],
    ['with broken languages', codeWith({ 64: '00' }), 'Template 64 ends inside a tag or its length.'],
  ])('%s is not a payment code', (_, text, message) => {
    expect(parseCode(text)).toEqual({ ok: false, code: 'QR_MALFORMED', path: ['payload'], message });
  });

  test('of 512 characters may be a payment code', () => {
    const filled = (length: number) =>
      codeWith({ 80: 'x'.repeat(99), 81: 'x'.repeat(99), 82: 'x'.repeat(99), 83: 'x'.repeat(length) });
    const missing = 512 - filled(1).length;
    expect(parseCode(filled(1 + missing))).toMatchObject({ ok: true, value: { crcValid: true } });
    expect(parseCode(filled(2 + missing))).toMatchObject({ ok: false });
  });
});

describe('an amount', () => {
  const notDigits = 'The amount (tag 54) is not digits with at most one point between them.';

  test.each([
    ['38.50', '156', 38_50n],
    ['38.5', '156', 38_50n],
    ['38', '156', 38_00n],
    ['0038.50', '156', 38_50n],
    ['1200', '392', 1_200n],
    ['1.25', '414', 1_250n],
    ['9999999999.99', '156', 9_999_999_999_99n],
  ])('of %s in currency %s is %s minor units', (amount, currency, amountMinor) => {
    expect(parseCode(codeWith({ 53: currency, 54: amount }))).toMatchObject({ ok: true, value: { amountMinor } });
  });

  test.each([
    ['38.505', '156', 'The amount (tag 54) has more digits after the point than CNY, which has 2.'],
    ['1200.0', '392', 'The amount (tag 54) has more digits after the point than JPY, which has 0.'],
    ['99999999999.99', '156', 'The amount (tag 54) has more than 13 characters.'],
    ['0', '156', 'The amount (tag 54) is zero.'],
    ['0.00', '156', 'The amount (tag 54) is zero.'],
    ['-1.00', '156', notDigits],
    ['38.', '156', notDigits],
    ['.50', '156', notDigits],
    ['3.8.5', '156', notDigits],
    ['38,50', '156', notDigits],
    ['1e3', '156', notDigits],
    ['NaN', '156', notDigits],
    ['３８', '156', notDigits],
  ])('of %s in currency %s is refused', (amount, currency, message) => {
    expect(parseCode(codeWith({ 53: currency, 54: amount }))).toMatchObject({ code: 'QR_MALFORMED', message });
  });
});

describe('a code', () => {
  test.each([
    ['says nothing of its use is static', codeWith({ '01': null }), { kind: 'STATIC' }],
    ['says 11 is static', codeWith({ '01': '11' }), { kind: 'STATIC' }],
    ['says 12 is dynamic', codeWith({ '01': '12' }), { kind: 'DYNAMIC' }],
    ['is static may carry an amount', codeWith({ 54: '1.00' }), { kind: 'STATIC', amountMinor: 1_00n }],
    ['has additional data without a reference has none', codeWith({ 62: '0703T01' }), { reference: null }],
    ['has a name in a second language is read', codeWith({ 64: '0002ZH0102面馆' }), { merchantName: 'Noodle' }],
    ['has tags of the future is read', codeWith({ 65: 'new', 99: 'other' }), { crcValid: true }],
    ['names another scheme says which', codeWith({ 26: '0005other0102X1' }), { scheme: 'other', schemeNumber: 'X1' }],
    [
      'names another scheme without number says so',
      codeWith({ 26: '0005other' }),
      { scheme: 'other', schemeNumber: null },
    ],
    [
      'names many schemes is first of all ours',
      codeWith({ 26: '0005other', 51: '0017com.panecosys.pay0102M7' }),
      { scheme: 'com.panecosys.pay', schemeNumber: 'M7' },
    ],
    [
      'names card schemes alone has no scheme of ours',
      codeWith({ 26: null, '02': '4000123456789' }),
      { scheme: null, schemeNumber: null },
    ],
  ])('that %s', (_, text, value) => {
    expect(parseCode(text)).toMatchObject({ ok: true, value });
  });

  test('with a wrong checksum is read, and said to be damaged', () => {
    expect(parseCode(`${unsigned}63040000`)).toMatchObject({
      ok: true,
      value: { schemeNumber: 'M00000042', crcValid: false },
    });
  });
});

test('no text whatever makes the reader throw', () => {
  const digits = fc.stringMatching(/^[0-9]{0,60}$/);
  const spliced = fc
    .tuple(fc.nat(whole.length), fc.nat(whole.length), fc.string({ unit: 'binary' }))
    .map(([from, to, text]) => whole.slice(0, from) + text + whole.slice(to));
  const tagged = fc
    .array(fc.tuple(fc.nat(99), fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })), { maxLength: 12 })
    .map((list) =>
      signCode(`000201${list.map(([tag, value]) => writeField(String(tag).padStart(2, '0'), value)).join('')}`),
    );
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), digits, spliced, tagged), (text) => {
      const read = parseCode(text);
      if (!read.ok) expect(read).toMatchObject({ code: 'QR_MALFORMED', message: expect.stringMatching(/^[A-Z].*\.$/) });
    }),
    { numRuns: 1_000 },
  );
});

test('a code of ours that is read and written again is the same text', () => {
  const code = buildCode({
    kind: 'STATIC',
    schemeNumber: 'M00000042',
    merchantCategoryCode: '5812',
    merchantName: 'Noodle',
    city: 'Shenzhen',
    country: 'CN',
    currency: 'CNY',
  });
  expect(code).toBe(whole);
});
