import { done, type Result, refused } from '@ecosystem/kit/result';
import { lengthDigits } from './emvco.ts';

const tagDigits = 2;
const headerLength = tagDigits + lengthDigits;

/** The refusal of a text that is not a payment code; the message says what is wrong with it. */
export const malformed = (message: string) => refused('QR_MALFORMED', ['payload'], message);

/** The values of a code or of a template by tag, in the order in which they stand. */
export type Fields = ReadonlyMap<string, string>;

/**
 * Takes a text apart that is nothing but tags of two digits, lengths of two digits and values of that many characters.
 * `place` says in messages what is read: "The code", "Template 26".
 */
export function readFields(text: string, place: string): Result<Fields, 'QR_MALFORMED'> {
  const characters = Array.from(text);
  const fields = new Map<string, string>();
  for (let at = 0; at < characters.length; ) {
    const header = characters.slice(at, at + headerLength).join('');
    const tag = header.slice(0, tagDigits);
    const length = header.slice(tagDigits);
    if (!/^[0-9]{0,2}$/.test(tag)) return malformed(`${place} has a tag that is not two digits.`);
    if (!/^[0-9]{0,2}$/.test(length)) return malformed(`${place} has a length of tag ${tag} that is not two digits.`);
    if (header.length < headerLength) return malformed(`${place} ends inside a tag or its length.`);
    if (Number(length) === 0) return malformed(`${place} has the length 00 for tag ${tag}.`);
    if (fields.has(tag)) return malformed(`${place} has tag ${tag} twice.`);
    const end = at + headerLength + Number(length);
    if (end > characters.length) return malformed(`${place} ends inside the value of tag ${tag}.`);
    fields.set(tag, characters.slice(at + headerLength, end).join(''));
    at = end;
  }
  return done(fields);
}
