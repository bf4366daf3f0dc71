import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The folder of the checkout. */
export const repository = resolve(import.meta.dirname, '../..');

/** The text of a file, or null if there is none. */
export function readTextIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
