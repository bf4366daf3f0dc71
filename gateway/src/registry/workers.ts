import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type GatewayDatabase, listenerName } from '../database/database.ts';

/** How many workers were told of a change, and how many of them are ready for it. Those that ended meanwhile are not counted. */
export interface Readiness {
  readonly workersReady: number;
  readonly workersAsked: number;
}

/** Tells all workers on one database what has changed, and hears from them. */
export interface Workers {
  /** Says that the operations of a partner changed, and waits until the workers that are there are ready, at most five seconds. */
  announce(partnerId: string): Promise<Readiness>;
  close(): Promise<void>;
}

export interface WorkersOptions {
  readonly database: GatewayDatabase;
  readonly logger: Logger;
  /** Takes in the change of a partner; when it settles, this worker is ready. */
  readonly onChange: (partnerId: string) => Promise<void>;
  /** Changes may have been missed: the connection that listens was opened, for the first time or anew. */
  readonly onOpen: () => void;
}

const changedChannel = 'partner_operations';
const readyChannel = 'partner_operations_ready';

/** A worker that is not ready by then will be; its next requests are answered, slower. */
const waitMaxMs = 5_000;
/** A worker that was about to listen when it was first told is told again. */
const tellAgainMs = 1_000;
const lookAgainMs = 100;

const change = z.object({ partnerId: z.string(), change: z.string() });
const ready = z.object({ change: z.string(), worker: z.string() });

/** Listens on the channels of the registry. */
export async function joinWorkers({ database, logger, onChange, onOpen }: WorkersOptions): Promise<Workers> {
  const waiting = new Map<string, (worker: string) => void>();

  async function takeIn(text: string): Promise<void> {
    try {
      const told = change.parse(JSON.parse(text));
      await onChange(told.partnerId);
      await database.notify(readyChannel, JSON.stringify({ change: told.change, worker: database.workerName }));
    } catch (error) {
      // Who announced the change tells again; and when the database comes back, everything is read.
      logger.warn({ err: error }, 'a change of the operations of a partner was not taken in');
    }
  }

  function hear(text: string): void {
    const said = ready.parse(JSON.parse(text));
    waiting.get(said.change)?.(said.worker);
  }

  const stops = [
    await database.listen(readyChannel, hear),
    await database.listen(changedChannel, (text) => void takeIn(text), onOpen),
  ];

  return {
    async announce(partnerId) {
      const id = randomUUID();
      const message = JSON.stringify({ partnerId, change: id });
      const readyOnes = new Set<string>();
      waiting.set(id, (worker) => readyOnes.add(worker));
      try {
        let asked = await listWorkers(database);
        const startedAt = performance.now();
        let toldAt = Number.NEGATIVE_INFINITY;
        for (;;) {
          const now = performance.now();
          if (now - toldAt >= tellAgainMs) {
            await database.notify(changedChannel, message);
            toldAt = now;
          }
          const missing = asked.filter((worker) => !readyOnes.has(worker));
          if (missing.length === 0 || now - startedAt >= waitMaxMs)
            return { workersReady: asked.length - missing.length, workersAsked: asked.length };
          await sleep(lookAgainMs);
          const there = new Set(await listWorkers(database));
          asked = asked.filter((worker) => readyOnes.has(worker) || there.has(worker));
        }
      } finally {
        waiting.delete(id);
      }
    },
    async close() {
      await Promise.allSettled(stops.map((stop) => stop()));
    },
  };
}

async function listWorkers({ pool }: GatewayDatabase): Promise<string[]> {
  const rows = await pool.execute<{ name: string }>(
    sql`select distinct application_name as name from pg_stat_activity
      where datname = current_database() and application_name like ${`${listenerName} %`}`,
  );
  return rows.map(({ name }) => name);
}
