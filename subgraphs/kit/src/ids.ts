import { v7 } from 'uuid';
import { badUserInput } from './errors.ts';

/** A UUIDv7 (RFC 9562) as PostgreSQL prints it: 36 lower-case characters. */
export type Uuid = string;

/** Crockford's base 32 in lower case, as TypeID 0.3 uses it: no i, l, o, u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const suffixLength = 26;
const idPattern = /^([a-z]{3})_([0-7][0-9abcdefghjkmnpqrstvwxyz]{25})$/;

/** The text form of an object's id: the prefix of its type, `_`, and the 128 bits in 26 characters of base 32. */
export function formatId(prefix: string, uuid: Uuid): string {
  let bits = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let suffix = '';
  for (let index = 0; index < suffixLength; index += 1) {
    suffix = alphabet.charAt(Number(bits & 31n)) + suffix;
    bits >>= 5n;
  }
  return `${prefix}_${suffix}`;
}

/** The prefix and the UUID behind an id's text form, or null if the text is not an id. */
export function splitId(id: string): { prefix: string; uuid: Uuid } | null {
  const match = idPattern.exec(id);
  if (!match?.[1] || !match[2]) return null;
  let bits = 0n;
  for (const character of match[2]) bits = (bits << 5n) | BigInt(alphabet.indexOf(character));
  const hex = bits.toString(16).padStart(32, '0');
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

/** A new id for a row that begins to exist now. */
export function newId(): Uuid {
  return v7();
}
