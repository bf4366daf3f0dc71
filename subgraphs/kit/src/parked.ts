import { and, eq, gte, isNull, sql } from 'drizzle-orm';
import { outbox } from './common-tables.ts';
import type { Database } from './database.ts';
import { outboxChannel } from './outbox.ts';
import { eventAttemptsMax } from './relay-batch.ts';

/** Something that failed until its attempts were used up, and waits for an operator. */
export interface Parked {
  /** For `retryParked`: a number for a job, a UUID for an event. */
  readonly id: string;
  /** The name of the work, or the topic of the event. */
  readonly queue: string;
  readonly key: string;
  readonly attempts: number;
  /** Null if its process ended before it could say. */
  readonly lastError: string | null;
  /** When the job was added, or when the event happened. */
  readonly since: Date;
}

/** The parked jobs of a subgraph, oldest first. */
export async function listParkedJobs(database: Database): Promise<Parked[]> {
  if (!(await hasTable(database, 'graphile_worker.jobs'))) return [];
  const rows = await database.read.execute<{ [Column in keyof Parked]: Parked[Column] }>(sql`
    select id::text, task_identifier as queue, coalesce(key, '') as key, attempts, last_error as "lastError",
      created_at as since
    from graphile_worker.jobs
    where attempts >= max_attempts and locked_at is null
    order by created_at, id`);
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}

const isHeld = and(isNull(outbox.sentAt), gte(outbox.attempts, eventAttemptsMax));

/** The events that are held, oldest first. Later events of the same customers wait behind them. */
export async function listHeldEvents(database: Database): Promise<Parked[]> {
  if (!(await hasTable(database, 'outbox'))) return [];
  const rows = await database.read.select().from(outbox).where(isHeld).orderBy(outbox.position);
  return rows.map(({ id, topic, customerId, attempts, lastError, createdAt }) => ({
    id,
    queue: topic,
    key: `${customerId}:${id}`,
    attempts,
    lastError,
    since: createdAt,
  }));
}

/** Gives a parked job all its attempts again, from now on. False if no job with this id is parked. */
export async function retryParkedJob(database: Database, id: string): Promise<boolean> {
  const parked = await listParkedJobs(database);
  if (!parked.some((job) => job.id === id)) return false;
  await database.write.execute(
    sql`select graphile_worker.reschedule_jobs(array[${id}]::bigint[], run_at => now(), attempts => 0)`,
  );
  return true;
}

/** Lets a held event be delivered, and the later ones of its customer after it. False if no event with this id is held. */
export async function retryHeldEvent(database: Database, id: string): Promise<boolean> {
  const held = await listHeldEvents(database);
  if (!held.some((event) => event.id === id)) return false;
  await database.write
    .update(outbox)
    .set({ attempts: 0, retryAt: null })
    .where(and(eq(outbox.id, id), isHeld))
    .returning({ notified: sql`pg_notify(${outboxChannel}, '')` });
  return true;
}

async function hasTable(database: Database, name: string): Promise<boolean> {
  const [found] = await database.read.execute(sql`select to_regclass(${name}) is not null as "isThere"`);
  return found?.['isThere'] === true;
}
