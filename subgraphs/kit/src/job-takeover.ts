import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { keepAliveSettings } from './session-settings.ts';

// The library leaves the jobs of a process that was killed locked for four hours. So each worker holds an advisory lock on the
// connection that it listens on: PostgreSQL drops it with the connection, and then others may take the worker's jobs.

/** Told apart from the other advisory locks of the database; all processes take the same. */
const lockSeed = 7_061_724;
/** A worker takes jobs a moment before it holds its lock, also when it has lost its connection and made another. */
const graceS = 10;

/** Shows, as long as this connection lives, that the worker does. The connection is just about to be told to listen. */
export async function holdWorkerLock(client: PoolClient, workerId: string): Promise<void> {
  await once(client, 'drain');
  const database = drizzle(client);
  await database.execute(keepAliveSettings);
  await database.execute(sql`select pg_advisory_lock(hashtextextended(${workerId}, ${lockSeed}))`);
}

/**
 * Gives free the jobs of workers that live no more, so that any process takes them. The attempt that was cut off counts.
 * @param ownId this process's worker, which lives also while it has lost its connection.
 */
export async function takeOverJobs(database: Database, ownId: string | null, logger: Logger): Promise<void> {
  const jobs = await database.write.execute<{ key: string; isParked: boolean }>(sql`
    with held as (
      select distinct locked_by as worker from graphile_worker.jobs
      where locked_at < now() - make_interval(secs => ${graceS}) and locked_by is distinct from ${ownId}
    ), dead as materialized (
      select worker from held where pg_try_advisory_xact_lock(hashtextextended(worker, ${lockSeed}))
    ), freed as materialized (
      select graphile_worker.force_unlock_workers(array_agg(worker)) from dead having count(*) > 0
    )
    select jobs.key, jobs.attempts >= jobs.max_attempts as "isParked"
    from graphile_worker.jobs join dead on jobs.locked_by = dead.worker cross join freed`);
  for (const { key, isParked } of jobs) {
    if (isParked) logger.error({ requestId: key }, 'a job is parked: its process ended during its last attempt');
    else logger.warn({ requestId: key }, 'a job is tried again: its process ended before it was done');
  }
}
