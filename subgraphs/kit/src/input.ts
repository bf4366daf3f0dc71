import type { CommonRefusal } from './command.ts';
import { splitId, type Uuid } from './ids.ts';
import { done, type Result, refused } from './result.ts';

type InvalidInput = Extract<CommonRefusal, 'INVALID_INPUT'>;

/** The UUID behind an id in the input of a mutation; refused if the text is not an id of one of these types. */
export function readId(
  prefixes: string | readonly string[],
  id: string,
  path: readonly string[],
): Result<Uuid, InvalidInput> {
  const allowed = typeof prefixes === 'string' ? [prefixes] : prefixes;
  const parts = splitId(id);
  if (parts && allowed.includes(parts.prefix)) return done(parts.uuid);
  return refused('INVALID_INPUT', path, `This is not an id that begins with ${allowed.join('_ or ')}_.`);
}

/** A text in the input of a mutation, without white space around it; refused if it is empty or has more characters than that. */
export function readText(text: string, charactersMax: number, path: readonly string[]): Result<string, InvalidInput> {
  const trimmed = text.trim();
  if (trimmed === '') return refused('INVALID_INPUT', path, 'The text is empty.');
  if (trimmed.includes('\0')) return refused('INVALID_INPUT', path, 'The text holds the character NUL.');
  if ([...trimmed].length > charactersMax) {
    return refused('INVALID_INPUT', path, `The text has more than ${charactersMax} characters.`);
  }
  return done(trimmed);
}

/** As `readText`, for a text that may be left out: then, and when it is blank, it is null. */
export function readOptionalText(
  text: string | null | undefined,
  charactersMax: number,
  path: readonly string[],
): Result<string | null, InvalidInput> {
  if (text === null || text === undefined || text.trim() === '') return done(null);
  return readText(text, charactersMax, path);
}

/** A whole number in the input of a mutation; refused outside both bounds, which belong to it. */
export function readInteger(
  value: number,
  [least, most]: readonly [number, number],
  path: readonly string[],
): Result<number, InvalidInput> {
  if (Number.isInteger(value) && value >= least && value <= most) return done(value);
  return refused('INVALID_INPUT', path, `The number must be from ${least} to ${most}.`);
}
