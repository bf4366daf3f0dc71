import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@ecosystem/kit/database';
import type { Logger } from 'pino';
import type { OperationIndex } from './operation-index.ts';
import { readOperations } from './operation-rows.ts';

/** Keeps what is in memory as it is in the database. */
export interface OperationLoader {
  /** Reads the operations of a partner anew and begins to warm those that were not here. */
  refresh(partnerId: string): Promise<void>;
  /** Reads the operations of a partner anew; settles when all that is here is warm, whoever read it. */
  load(partnerId: string): Promise<void>;
  /** Reads all operations and begins to warm those that were not here. */
  loadAll(): Promise<void>;
  /** Reads and warms all operations, again and again until it succeeds. */
  loadSoon(): void;
  /** Settles when all that is here is warm. */
  warmed(): Promise<void>;
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
  let soon: Promise<void> = Promise.resolve();
  const warming = new Set<Promise<void>>();
  const closing = new AbortController();

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  }

  function read(partnerId: string | null): Promise<void> {
    return inTurn(async () => {
      const operations = await readOperations(pool, partnerId);
      const added = operations.filter((one) => index.find(one.partnerId, one.documentId)?.text !== one.text);
      if (partnerId === null) index.replaceAll(operations);
      else index.replace(partnerId, operations);
      if (added.length > 0) beginToWarm(added.map(({ text }) => text));
    });
  }

  function beginToWarm(texts: readonly string[]): void {
    const work = warm(texts)
      // What is not warm is answered all the same, so a failure keeps nothing back.
      .catch((error: unknown) => logger.warn({ err: error }, 'operations of partners were not made ready'))
      .finally(() => warming.delete(work));
    warming.add(work);
  }

  async function awaitWarming(): Promise<void> {
    await Promise.all(warming);
  }

  async function loadUntilDone(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await read(null);
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        logger.warn({ err: error }, 'the operations of partners could not be read');
        await sleep(tryAgainMs, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  }

  return {
    async load(partnerId) {
      await read(partnerId);
      await awaitWarming();
    },
    refresh: read,
    loadAll: () => read(null),
    loadSoon() {
      soon = soon.then(loadUntilDone);
    },
    warmed: awaitWarming,
    async close() {
      closing.abort();
      await soon;
      await last;
    },
  };
}
