import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives the garbage of the start back to the system, once, before the first request.
 * Node reads the package.json of a package anew for each of its modules; with drizzle-orm's (180 kB, hundreds of modules) that
 * leaves about 200 MB, which V8 would keep as room for a heap that the running server never needs.
 */
export function trimMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect({ type: 'major', flavor: 'last-resort' });
}
