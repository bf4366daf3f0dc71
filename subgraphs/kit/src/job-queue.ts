import { type LogLevel, Logger as QueueLogger, runMigrations, type Task, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';
import { describeFault } from './faults.ts';
import type { DueWork, JobContext, JobKey } from './jobs.ts';

/** Attempts after which a job stays parked. The library waits e^n seconds after the n-th: half an hour in all. */
export const jobAttemptsMax = 8;

/** One listens for new jobs; two take jobs and store how they ended. What jobs do goes through the subgraph's own pools. */
const queueConnections = 3;
const connectTimeoutMs = 5_000;

/** Connections to the queue alone, by the driver of its library; each is opened when it is needed. */
export function openJobPool(databaseUrl: string, logger: Logger, connections = queueConnections): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'jobs',
  });
  // Without listeners a connection that is lost would end the process.
  const report = (error: Error) => logger.warn({ err: error }, 'a connection of the job queue was lost');
  pool.on('error', report);
  pool.on('connect', (client) => client.on('error', report));
  return pool;
}

/**
 * Brings the queue's own schema, `graphile_worker`, to the state that the library asks for.
 * @throws Error of PostgreSQL, or one that says that the schema is of a newer library.
 */
export async function migrateJobs(databaseUrl: string, logger: Logger): Promise<void> {
  const pool = openJobPool(databaseUrl, logger);
  try {
    await runMigrations(queueOptions(pool, logger));
  } finally {
    await pool.end();
  }
}

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const satisfies Record<
  LogLevel,
  string
>;

/** The library's log lines as lines of our logger; what it tells of its daily work is for debugging. */
function wrapLogger(logger: Logger): QueueLogger {
  return new QueueLogger((scope) => (level, message, meta) => {
    // Jobs that fail are logged where they are run, with name and key.
    if (meta?.['failure']) return;
    logger[levels[level]]({ ...scope, ...(meta?.['error'] !== undefined && { err: meta['error'] }) }, message);
  });
}

/** What every use of the library is given. */
export function queueOptions(pool: pg.Pool, logger: Logger) {
  return {
    pgPool: pool,
    logger: wrapLogger(logger),
    // Signals are for the process to handle.
    noHandleSignals: true,
    // Without a batch, be it of one, the library does not wait until it has stored how a job ended, and a failure of that ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  };
}

/** A job whose work threw. */
export interface FailedJob {
  readonly name: string;
  readonly key: JobKey;
  readonly message: string;
  /** It was the last attempt: nobody tries it again until an operator says so. */
  readonly isParked: boolean;
}

interface TaskOptions extends Pick<JobContext, 'clock' | 'database' | 'logger'> {
  readonly works: readonly DueWork[];
  readonly onFailure?: (failed: FailedJob) => void;
}

/** The works as the library calls them. */
export function createTasks({ works, database, clock, logger, onFailure }: TaskOptions): TaskList {
  const tasks = works.map((work) => {
    const runTask: Task = async (payload, { job }) => {
      // Written by addDueJobs and nobody else.
      const { customerId, id } = payload as JobKey;
      const key = { customerId, id };
      const requestId = job.key ?? `${work.name}:${job.id}`;
      try {
        await work.run(key, { clock, database, logger: logger.child({ requestId }), requestId });
      } catch (error) {
        const isParked = job.attempts >= job.max_attempts;
        const message = describeFault(error);
        const facts = { err: error, job: work.name, ...key, attempts: job.attempts, requestId };
        if (isParked) logger.error(facts, `a job is parked after its last attempt: ${message}`);
        else logger.warn(facts, `a job failed and will be tried again: ${message}`);
        onFailure?.({ name: work.name, key, message, isParked });
        // The library keeps the message.
        throw new Error(message, { cause: error });
      }
    };
    return [work.name, runTask] as const;
  });
  return Object.fromEntries(tasks);
}
