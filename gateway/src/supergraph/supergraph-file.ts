import { readFile, stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { SupergraphError } from './supergraph.ts';

/** How often the file is looked at. Polling also sees files that are replaced by renaming or mounted into a container. */
const pollMs = 1_000;

/**
 * The text of a supergraph file.
 * @throws SupergraphError if there is no such file or it cannot be read.
 */
export async function readSupergraphFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'it does not exist' : String(error);
    throw new SupergraphError(`The supergraph file ${path} cannot be read: ${reason}.`, { cause: error });
  }
}

/**
 * Calls `onChange` with the new text whenever the file has changed, until the returned function is called.
 * A text that `onChange` refuses is logged, and the old one stays in use.
 */
export function watchSupergraphFile(
  path: string,
  known: string,
  onChange: (sdl: string) => Promise<void>,
  logger: Logger,
): () => void {
  let text = known;
  let stamp = '';
  let isBusy = false;

  async function look(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(path);
    const found = `${mtimeMs} ${size} ${ino}`;
    if (found === stamp) return;
    stamp = found;
    const next = await readSupergraphFile(path);
    if (next === text) return;
    text = next;
    await onChange(next);
    logger.info({ path }, 'the supergraph was loaded again');
  }

  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    look()
      .catch((error: unknown) =>
        logger.error({ err: error, path }, 'the new supergraph is not used; the old one stays'),
      )
      .finally(() => {
        isBusy = false;
      });
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}
