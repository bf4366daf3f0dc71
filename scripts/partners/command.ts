import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { castIds, findSubject } from '@ecosystem/kit/personas';
import { type OperatorGateway, Refused } from './gateway.ts';

/** An option of a command. */
export interface Option {
  readonly type: 'string' | 'boolean';
}

/** What a command works with. */
export interface Call {
  /** What stands behind the name of the command. */
  readonly names: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly gateway: OperatorGateway;
}

/** What a command found: as text for people, as data for programs. */
export interface Outcome {
  readonly text: string;
  readonly json: unknown;
  /** Whether the command ends with code 1 although nothing went wrong: what was to be found out is bad news. */
  readonly isBad?: boolean;
}

/** One command of `pnpm partners`. */
export interface Command {
  /** What follows the name, for people. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: Readonly<Record<string, Option>>;
  /** @throws Refused with sentences for the person. */
  readonly run: (call: Call) => Promise<Outcome>;
}

/** The id of the partner that stands at a place. */
export function partnerAt({ names }: Call, place = 0): string {
  const name = names[place];
  const known = Object.entries(castIds)
    .filter(([, id]) => id.startsWith('par_'))
    .map(([alias]) => `@${alias}`);
  const hint = `Name one of ${known.join(', ')} or a full id that begins with par_.`;
  if (name === undefined) throw new Refused(`Which partner? ${hint}`);
  const id = findSubject(name);
  if (!id?.startsWith('par_')) throw new Refused(`There is no partner "${name}". ${hint}`);
  return id;
}

/** A whole number of an option; undefined if it was left out. */
export function numberOf({ options }: Call, name: string): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || !/^\d{1,10}$/.test(text))
    throw new Refused(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
}

/** The text of a file that the person named; package managers start commands in the folder of the repository. */
export async function readNamedFile(path: string | undefined, what: string): Promise<string> {
  if (path === undefined) throw new Refused(`Which ${what}? Name a file.`);
  try {
    return await readFile(resolve(process.env['INIT_CWD'] || process.cwd(), path), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new Refused(`The file ${path} cannot be read (${code}).`);
  }
}

/** As a time of day in UTC without seconds' parts; nothing for null. */
export const showTime = (at: string | null): string =>
  at === null ? '-' : at.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

/** A number and its word: `1 call`, `2 calls`. */
export const countOf = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
