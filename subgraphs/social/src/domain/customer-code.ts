/** What codes of customers are for. */
export const codePurposes = ['SIGN_IN', 'IDENTIFY'] as const;
export type CodePurpose = (typeof codePurposes)[number];

/** Crockford's base 32: none of I, L, O and U, which are read for others. 32 divides 256, so each byte gives each character equally often. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * How many characters a code has: 50 bits. With a million codes open at once, somebody who guesses a thousand times a second hits one
 * in thirteen days on average, and the code that is hit means a customer whom nobody can choose.
 */
export const codeCharacters = 10;
const groupCharacters = 5;

const codeLifeMs = 5 * 60_000;
/** Of a customer; a new one ends the oldest. */
export const openCodesMax = 5;

/** When a code that is made now ends. */
export function computeCodeEnd(createdAt: Date): Date {
  return new Date(createdAt.getTime() + codeLifeMs);
}

/** A code from as many random bytes as it has characters, in two groups: `7K3QX-9MZ2A`. */
export function formatCode(random: Uint8Array): string {
  const text = [...random].map((byte) => alphabet.charAt(byte % alphabet.length)).join('');
  return `${text.slice(0, groupCharacters)}-${text.slice(groupCharacters)}`;
}

/** The characters of a code as a person or a scanner gave it, in one form; null if it cannot be one. */
export function readCode(text: string): string | null {
  const characters = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const isCode = characters.length === codeCharacters && [...characters].every((one) => alphabet.includes(one));
  return isCode ? characters : null;
}
