import { drizzle } from 'drizzle-orm/node-postgres';
import { runOnce } from 'graphile-worker';
import { type Logger, pino } from 'pino';
import { createTasks, type FailedJob, openJobPool, queueOptions } from './job-queue.ts';
import { addDueJobs } from './job-sweep.ts';
import type { JobsOptions } from './jobs.ts';

/** More than what a clock that is moved by years makes due one after the other. */
const roundsMax = 1_000;

/**
 * Looks for what is due by the clock and does it, until nothing more is due, also what became due by it.
 * @returns what failed; its job waits for the next attempt.
 * @throws Error if there is no end to it.
 */
export async function runDueJobs({
  works,
  databaseUrl,
  database,
  clock,
  logger = pino({ level: 'fatal' }),
}: Omit<JobsOptions, 'logger'> & { readonly logger?: Logger }): Promise<FailedJob[]> {
  const failed: FailedJob[] = [];
  const taskList = createTasks({ works, database, clock, logger, onFailure: (job) => failed.push(job) });
  const pool = openJobPool(databaseUrl, logger);
  const queue = drizzle(pool);
  try {
    for (let round = 0; round < roundsMax; round += 1) {
      let added = 0;
      for (const work of works) added += (await addDueJobs(queue, database, work, clock.now())).added;
      if (added === 0 && round > 0) return failed;
      await runOnce({ ...queueOptions(pool, logger), taskList });
    }
  } finally {
    await pool.end();
  }
  throw new Error(`After ${roundsMax} rounds there is still work due.`);
}
