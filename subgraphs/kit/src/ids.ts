import { createHash, randomFillSync, randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import { badUserInput } from './errors.ts';

/** A UUIDv7 (RFC 9562) as PostgreSQL prints it: 36 lower-case characters. */
export type Uuid = string;

/** Crockford's base 32 in lower case, as TypeID 0.3 uses it: no i, l, o, u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const suffixLength = 26;
const idPattern = /^([a-z]{3})_([0-7][0-9abcdefghjkmnpqrstvwxyz]{25})$/;

/** The value of each character of base 32, by its code; the pattern lets no other pass. */
const values = new Uint8Array(128);
for (const [value, character] of [...alphabet].entries()) values[character.charCodeAt(0)] = value;

/** Five hexadecimal digits are four characters of base 32: both are 20 bits. */
const hexPerStep = 5;
const charactersPerStep = 4;

/** The text form of an object's id: the prefix of its type, `_`, and the 128 bits in 26 characters of base 32. */
export function formatId(prefix: string, uuid: Uuid): string {
  const hex = uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
  // 128 bits are two digits and six steps; the two digits are eight bits, in two characters.
  const first = Number.parseInt(hex.slice(0, 2), 16);
  let text = `${prefix}_${alphabet.charAt(first >> 5)}${alphabet.charAt(first & 31)}`;
  for (let at = 2; at < hex.length; at += hexPerStep) {
    const bits = Number.parseInt(hex.slice(at, at + hexPerStep), 16);
    text +=
      alphabet.charAt(bits >> 15) +
      alphabet.charAt((bits >> 10) & 31) +
      alphabet.charAt((bits >> 5) & 31) +
      alphabet.charAt(bits & 31);
  }
  return text;
}

/** The prefix and the UUID behind an id's text form, or null if the text is not an id. */
export function splitId(id: string): { prefix: string; uuid: Uuid } | null {
  const match = idPattern.exec(id);
  if (!match?.[1] || !match[2]) return null;
  const suffix = match[2];
  const valueAt = (index: number): number => values[suffix.charCodeAt(index)] ?? 0;
  let hex = ((valueAt(0) << 5) | valueAt(1)).toString(16).padStart(2, '0');
  for (let at = 2; at < suffixLength; at += charactersPerStep) {
    const bits = (valueAt(at) << 15) | (valueAt(at + 1) << 10) | (valueAt(at + 2) << 5) | valueAt(at + 3);
    hex += bits.toString(16).padStart(hexPerStep, '0');
  }
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return { prefix: match[1], uuid };
}

/**
 * The UUID behind an id that must have one of the prefixes.
 * @throws GraphQLError BAD_USER_INPUT for text that is not an id, or the id of another type.
 */
export function parseId(prefixes: string | readonly string[], id: string): Uuid {
  const allowed = typeof prefixes === 'string' ? [prefixes] : prefixes;
  const parts = splitId(id);
  if (parts && allowed.includes(parts.prefix)) return parts.uuid;
  const shape = `${allowed.map((prefix) => `${prefix}_`).join(' or ')} and 26 characters`;
  throw badUserInput(
    parts
      ? `The id "${id}" names another type; expected ${shape}.`
      : `"${id.slice(0, 64)}" is not an id; expected ${shape}.`,
  );
}

/** The counter of ids within one millisecond (RFC 9562, section 6.2, method 1). */
const counter = { ms: 0, next: 0 };
/** Counters begin low enough to rise without reaching their 32 bits. */
const counterStarts = 2 ** 31;

/** Random bytes for many ids at once: asking the system for each id would cost more than the rest of it. */
const randomBytesPerId = 16;
const randomPool = new Uint8Array(256 * randomBytesPerId);
let randomPlace = randomPool.length;

function takeRandom(): Uint8Array {
  if (randomPlace === randomPool.length) {
    randomFillSync(randomPool);
    randomPlace = 0;
  }
  randomPlace += randomBytesPerId;
  return randomPool.slice(randomPlace - randomBytesPerId, randomPlace);
}

/** A new id for a row that begins to exist at that time, or now. Ids of one process sort by it, and in the order in which they were made. */
export function newId(at?: Date): Uuid {
  const ms = at?.getTime() ?? Date.now();
  counter.next = ms === counter.ms ? counter.next + 1 : randomInt(counterStarts);
  counter.ms = ms;
  return v7({ msecs: ms, seq: counter.next, random: takeRandom() });
}

/** Digits of the hash that fill a UUID beside its version and its variant. */
const [beforeVersion, beforeVariant, afterVariant] = [12, 15, 30];

/**
 * The same id for the same texts each time: a UUIDv8 (RFC 9562, section 5.8), which no stored row has. For things that are shown
 * and not stored, so that clients which keep objects by id know them again.
 */
export function deriveId(...texts: readonly string[]): Uuid {
  const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  const hex = `${hash.slice(0, beforeVersion)}8${hash.slice(beforeVersion, beforeVariant)}8${hash.slice(beforeVariant, afterVariant)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
