import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Database } from './database.ts';

/** A query that must return no row, kept as a file. */
export interface Invariant {
  /** The name of the file without its ending. */
  readonly name: string;
  /** What must hold, as the first line of the file says it: the number of the domain page if it has one, a star, a sentence. */
  readonly sentence: string;
  /** Whether the database enforces it by itself; the sentence has a star. */
  readonly isEnforced: boolean;
  readonly query: string;
}

const ending = '.sql';
const rowsShown = 3;

/**
 * The invariants in a folder, in the order of their file names.
 * @throws Error that names the folder or the file that is not as it should be.
 */
export function readInvariants(folder: URL): readonly Invariant[] {
  const names = listFolder(folder);
  if (names.length === 0) throw new Error(`The folder ${fileURLToPath(folder)} holds no invariant.`);
  return names.map((name) => parseInvariant(name, readFileSync(new URL(encodeURIComponent(name), folder), 'utf8')));
}

/**
 * Runs every invariant in the folder.
 * @throws Error that names each broken one and shows its first rows, or as readInvariants.
 */
export async function checkInvariants(name: string, database: Database, folder: URL): Promise<void> {
  const broken: string[] = [];
  for (const { sentence, query } of readInvariants(folder)) {
    const rows = await database.read.execute(query);
    if (rows.length > 0) broken.push(`${sentence}: ${JSON.stringify(rows.slice(0, rowsShown), writeBigint)}`);
  }
  if (broken.length > 0) throw new Error(`The ${name} database breaks its invariants:\n${broken.join('\n')}`);
}

function listFolder(folder: URL): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (cause) {
    throw new Error(`The folder of invariants ${fileURLToPath(folder)} cannot be read.`, { cause });
  }
}

function parseInvariant(file: string, text: string): Invariant {
  // A file with another ending would be passed over without a word.
  if (!file.endsWith(ending)) throw new Error(`The invariant ${file} must be a file that ends with ${ending}.`);
  const [first = '', ...rest] = text.split('\n');
  const sentence = /^--\s*(\S.*)$/.exec(first.trimEnd())?.[1];
  if (sentence === undefined) {
    throw new Error(`The invariant ${file} must begin with a comment that says what holds: "-- no balance below 0".`);
  }
  const query = rest.join('\n').trim();
  if (query.replaceAll(/^\s*--.*$/gm, '').trim() === '') {
    throw new Error(`The invariant ${file} has no query after its first line.`);
  }
  return { name: file.slice(0, -ending.length), sentence, isEnforced: /^\S*\*(\s|$)/.test(sentence), query };
}

function writeBigint(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
