import { EventEmitter } from 'node:events';
import { drizzle } from 'drizzle-orm/node-postgres';
import { type Runner, run, type WorkerEvents } from 'graphile-worker';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { Uuid } from './ids.ts';
import { createTasks, openJobPool, queueOptions } from './job-queue.ts';
import { addDueJobs } from './job-sweep.ts';
import { holdWorkerLock, takeOverJobs } from './job-takeover.ts';
import { startLoop } from './loop.ts';

/** Names one thing that is due. */
export interface JobKey {
  readonly customerId: Uuid;
  readonly id: Uuid;
}

/** What the work of a job gets; no caller stands behind it. */
export interface JobContext {
  readonly clock: Clock;
  readonly database: Database;
  readonly logger: Logger;
  /** Names the job in logs and events, as a request's id does: `expire-payment:<customerId>:<id>`. */
  readonly requestId: string;
}

/** Work that comes due: found by a statement, done one by one. What is due stands in the tables, so a lost timer loses nothing. */
export interface DueWork {
  /** Names the work in the queue and for operators, such as `expire-payment`. */
  readonly name: string;
  /** How often each process looks for what is due. */
  readonly everyMs: number;
  /** Keys of what is due at that time, longest due first, at most `limit`. */
  findDue(database: Database, at: Date, limit: number): Promise<readonly JobKey[]>;
  /**
   * Does one. It may be called again for what was done already, also at the same moment by another process, and must then change
   * nothing: lock the row, and look whether it is still due.
   */
  run(key: JobKey, context: JobContext): Promise<void>;
}

export interface JobsOptions {
  readonly works: readonly DueWork[];
  readonly databaseUrl: string;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Jobs that are looked for and done in this process. */
export interface Jobs {
  /** Takes no more jobs and waits for those under way. */
  stop(): Promise<void>;
}

/** Jobs that one process does at once. */
const jobsAtOnce = 2;
/** How often jobs of processes that ended are looked for. */
const takeOverEveryMs = 5_000;
/** After a full look there may be more. */
const soonMs = 1_000;
/** Between two lives of the library's runner. */
const restartMs = 1_000;

/**
 * Looks for what is due by the clock, now and every `everyMs`, and does it. Any number of processes may do so over one database:
 * each key is one job, and one that fails is tried again until its attempts are used up; then it stays parked for an operator.
 * A database that is away is waited for.
 */
export function startJobs({ works, databaseUrl, database, clock, logger }: JobsOptions): Jobs {
  const taskList = createTasks({ works, database, clock, logger });
  // By this driver too: transactions of postgres.js do not survive the loss of their connection.
  const lookout = openJobPool(databaseUrl, logger, 1);
  let runner: Runner | null = null;
  let workerId: string | null = null;
  let isStopping = false;

  /** One life of the library's runner, which gives up when it cannot store how a job ended. */
  async function runQueue(): Promise<number> {
    // Its own connections, so that no lock of an earlier life stays behind.
    const pool = openJobPool(databaseUrl, logger);
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => {
      workerId = workerPool.id;
    });
    events.on('pool:listen:success', ({ workerPool, client }) => {
      holdWorkerLock(client, workerPool.id).catch((error: unknown) =>
        logger.warn({ err: error }, 'other processes cannot see that this one does jobs'),
      );
    });
    try {
      const options = { ...queueOptions(pool, logger), taskList, events, concurrency: jobsAtOnce };
      // A crontab in the current folder is nobody's.
      runner = await run(options, undefined, []);
      await Promise.all([runner.promise, isStopping ? runner.stop() : null]);
    } finally {
      runner = null;
      await pool.end();
    }
    return restartMs;
  }

  const report = (doing: string) => (error: unknown) => logger.error({ err: error }, `${doing} failed`);
  const queue = startLoop({ work: runQueue, onError: report('the queue of jobs') });
  const sweeps = works.map((work) =>
    startLoop({
      work: async () => {
        const { isMore } = await addDueJobs(drizzle(lookout), database, work, clock.now());
        return isMore ? Math.min(soonMs, work.everyMs) : work.everyMs;
      },
      onError: report(`looking for what is due of ${work.name}`),
    }),
  );
  const takeOver = startLoop({
    work: async () => {
      await takeOverJobs(database, workerId, logger);
      return takeOverEveryMs;
    },
    onError: report('taking over the jobs of processes that ended'),
  });

  return {
    async stop() {
      isStopping = true;
      await Promise.all([takeOver, ...sweeps].map((loop) => loop.stop()));
      const ended = queue.stop();
      // A runner that has given up by itself refuses to be stopped; the loop waits for its end in any case.
      await runner?.stop().catch(() => undefined);
      await ended;
      await lookout.end();
    },
  };
}
