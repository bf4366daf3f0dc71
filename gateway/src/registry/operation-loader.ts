import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@ecosystem/kit/database';
import type { Logger } from 'pino';
import type { OperationIndex } from './operation-index.ts';
import { readOperations } from './operation-rows.ts';

/** Keeps what is in memory as it is in the database. */
export interface OperationLoader {
  /** Reads the operations of a partner anew and warms those that were not here. */
  load(partnerId: string): Promise<void>;
  /** Reads all operations; returns the texts that were not here, which are not warmed yet. */
  loadAll(): Promise<string[]>;
  /** Reads and warms all operations, again and again until it succeeds. */
  loadSoon(): void;
  close(): Promise<void>;
}

export interface OperationLoaderOptions {
  readonly pool: Pool;
  readonly index: OperationIndex;
  readonly warm: (texts: readonly string[]) => Promise<void>;
  readonly logger: Logger;
}

const tryAgainMs = 500;

/** Loads one after the other, so that what was read first never takes the place of what was read later. */
export function createOperationLoader({ pool, index, warm, logger }: OperationLoaderOptions): OperationLoader {
  let last: Promise<unknown> = Promise.resolve();
  let soon: Promise<void> | null = null;
  const closing = new AbortController();

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  }

  function read(partnerId: string | null): Promise<string[]> {
    return inTurn(async () => {
      const operations = await readOperations(pool, partnerId);
      const added = operations.filter((one) => index.find(one.partnerId, one.documentId)?.text !== one.text);
      if (partnerId === null) index.replaceAll(operations);
      else index.replace(partnerId, operations);
      return added.map(({ text }) => text);
    });
  }

  /** What is not warm is answered all the same, so a failure keeps nothing back. */
  async function warmUp(texts: readonly string[]): Promise<void> {
    try {
      if (texts.length > 0) await warm(texts);
    } catch (error) {
      logger.warn({ err: error }, 'operations of partners were not made ready');
    }
  }

  async function loadUntilDone(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await warmUp(await read(null));
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        logger.warn({ err: error }, 'the operations of partners could not be read');
        await sleep(tryAgainMs, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  }

  return {
    load: async (partnerId) => warmUp(await read(partnerId)),
    loadAll: () => read(null),
    loadSoon() {
      soon = (soon ?? Promise.resolve()).then(loadUntilDone);
    },
    async close() {
      closing.abort();
      await soon;
      await last;
    },
  };
}
