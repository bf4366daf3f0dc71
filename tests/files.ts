import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The top of the repository. */
export const repository = resolve(import.meta.dirname, '..');

/** The text of a file, by its path from the top of the repository. */
export function readText(path: string): string {
  return readFileSync(resolve(repository, path), 'utf8');
}
