import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivateFile, readFileIfThere } from './files.ts';
import { StartError } from './start-error.ts';

/** A key that wraps data keys. */
export interface MasterKey {
  /** Stands in what the key has wrapped, so that keys can be changed. */
  readonly id: string;
  /** An object that shows its bytes in no log. */
  readonly key: KeyObject;
}

/** The first wraps, all unwrap. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/** AES-256. */
export const keyBytes = 32;
/** The id of the key that is made where none is configured. */
const developmentId = 'development';

/**
 * Reads `id:base64,id:base64`; each key has 32 bytes.
 * @throws Error with a sentence that never shows a key.
 */
export function parseFieldKeys(text: string): MasterKeys {
  const [first, ...older] = text.split(',').map((part, index) => parseMasterKey(part.trim(), index + 1));
  if (!first) throw new Error('must hold a key');
  const ids = [first, ...older].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`must not name the key ${twice} twice`);
  return [first, ...older];
}

function parseMasterKey(part: string, place: number): MasterKey {
  const [, id, encoded] = /^([A-Za-z\d_-]{1,32}):([A-Za-z\d+/_-]+={0,2})$/.exec(part) ?? [];
  if (id === undefined || encoded === undefined) {
    throw new Error(`must be keys of the form id:base64, separated by commas; key ${place} is not`);
  }
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== keyBytes)
    throw new Error(`must hold keys of ${keyBytes} bytes; the key ${id} is of another size`);
  return { id, key: createSecretKey(bytes) };
}

/** The text that parseFieldKeys reads: for the environment of a process or a file, never for a log. */
export function formatFieldKeys(keys: MasterKeys): string {
  return keys.map(({ id, key }) => `${id}:${key.export().toString('base64')}`).join(',');
}

/**
 * The keys of a data folder, for development; one is made at first use.
 * @throws StartError if the folder cannot be written or the keys cannot be read.
 */
export async function openDevelopmentFieldKeys(dataDir: string): Promise<MasterKeys> {
  const path = join(dataDir, 'field-keys');
  try {
    return parseFieldKeys((await readOrCreate(dataDir, path)).trim());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`The keys for personal values, ${path}, cannot be used: ${reason}`, { cause });
  }
}

async function readOrCreate(dataDir: string, path: string): Promise<string> {
  const existing = await readFileIfThere(path);
  if (existing !== null) return existing;
  await mkdir(dataDir, { recursive: true });
  const made: MasterKeys = [{ id: developmentId, key: createSecretKey(randomBytes(keyBytes)) }];
  await createPrivateFile(path, `${formatFieldKeys(made)}\n`);
  // Whoever was first: the key in the file is the one that counts.
  const text = await readFileIfThere(path);
  if (text === null) throw new Error('it vanished while it was created');
  return text;
}
