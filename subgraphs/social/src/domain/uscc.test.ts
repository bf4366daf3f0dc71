import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeUsccCheck, isUscc } from './uscc.ts';

const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const valid = '91350100M000100Y43';

test.each([
  ['the example of the domain page', valid, true],
  ['a company of no real region', '91999999MA00000010', false],
  ['the check character 0', `91999999000000001${computeUsccCheck('91999999000000001')}`, true],
  ['a wrong check character', '91350100M000100Y44', false],
  ['17 characters', valid.slice(0, -1), false],
  ['19 characters', `${valid}3`, false],
  ['small letters', valid.toLowerCase(), false],
  ['white space around it', ` ${valid}`, false],
  ['a line break at its end', `${valid}\n`, false],
  ['a letter that codes never have', '91350100I000100Y43', false],
  ['a letter in the region', '9135010AM000100Y43', false],
  ['nothing', '', false],
])('%s is told from a wrong code', (_, text, isValid) => {
  expect(isUscc(text)).toBe(isValid);
});

const body = fc
  .tuple(
    fc.array(fc.constantFrom(...alphabet), { minLength: 2, maxLength: 2 }),
    fc.array(fc.constantFrom(...'0123456789'), { minLength: 6, maxLength: 6 }),
    fc.array(fc.constantFrom(...alphabet), { minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.flat().join(''));

test('every code with its check character is valid, and with any one character changed it is not', () => {
  fc.assert(
    fc.property(body, fc.nat(17), fc.constantFrom(...alphabet), (text, place, other) => {
      const code = `${text}${computeUsccCheck(text)}`;
      const changed = `${code.slice(0, place)}${other}${code.slice(place + 1)}`;
      expect(isUscc(code)).toBe(true);
      expect(isUscc(changed)).toBe(changed === code);
    }),
  );
});

test('two neighbours that change places are found', () => {
  fc.assert(
    fc.property(body, fc.nat(15), (text, place) => {
      const code = `${text}${computeUsccCheck(text)}`;
      const [first, second] = [code.charAt(place), code.charAt(place + 1)];
      const changed = `${code.slice(0, place)}${second}${first}${code.slice(place + 2)}`;
      expect(isUscc(changed)).toBe(first === second);
    }),
  );
});
