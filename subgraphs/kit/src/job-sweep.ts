import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Database } from './database.ts';
import { jobAttemptsMax } from './job-queue.ts';
import type { DueWork, JobKey } from './jobs.ts';

/** New jobs that one look adds at most, and jobs that may wait before a look adds none. */
const sweepSize = 500;
/** Told apart from the other advisory locks of the database; all processes take the same. */
const lockSeed = 7_061_726;

/** What one look for due work found. */
export interface Sweep {
  readonly added: number;
  /** There may be more than one look adds. */
  readonly isMore: boolean;
}

/**
 * Adds a job for each key that is due at that time and has none yet. A key with a job that waits for its next attempt, or that is
 * parked, gets no other. Processes that look for the same work at the same moment do so one after the other.
 */
export function addDueJobs(queue: NodePgDatabase, database: Database, work: DueWork, at: Date): Promise<Sweep> {
  return queue.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${work.name}, ${lockSeed}))`);
    // Before what is due: a job that ends in between is not added once more by what was read of it while it ran.
    const { keys, ready } = await findJobs(transaction, work.name);
    if (ready >= sweepSize) return { added: 0, isMore: true };
    // What has a job already stands first among what is due, and must not hide the rest.
    const due = await work.findDue(database, at, keys.size + sweepSize);
    const added = due.filter((key) => !keys.has(textOf(work, key)));
    if (added.length > 0) await addJobs(transaction, work, added);
    return { added: added.length, isMore: added.length >= sweepSize };
  });
}

type Transaction = Pick<NodePgDatabase, 'execute'>;

const textOf = ({ name }: DueWork, { customerId, id }: JobKey): string => `${name}:${customerId}:${id}`;

async function findJobs(transaction: Transaction, name: string): Promise<{ keys: ReadonlySet<string>; ready: number }> {
  const { rows: jobs } = await transaction.execute<{ key: string; isReady: boolean }>(sql`
    select key, attempts < max_attempts and locked_at is null and run_at <= now() as "isReady"
    from graphile_worker.jobs
    where task_identifier = ${name}`);
  return { keys: new Set(jobs.map(({ key }) => key)), ready: jobs.filter(({ isReady }) => isReady).length };
}

async function addJobs(transaction: Transaction, work: DueWork, keys: readonly JobKey[]): Promise<void> {
  const jobs = keys.map((key) => ({
    key: textOf(work, key),
    payload: { customerId: key.customerId, id: key.id },
  }));
  await transaction.execute(sql`
    select graphile_worker.add_job(
      identifier => ${work.name}, payload => due.payload, max_attempts => ${jobAttemptsMax},
      job_key => due.key, job_key_mode => 'unsafe_dedupe'
    )
    from json_to_recordset(${JSON.stringify(jobs)}::text::json) as due(key text, payload json)`);
}
