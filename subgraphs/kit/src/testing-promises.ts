import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { type Logger, pino } from 'pino';
import { type Database, openDatabase } from './database.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import type { Uuid } from './ids.ts';
import { migrateJobs, openJobPool } from './job-queue.ts';
import type { DueWork } from './jobs.ts';
import { testDatabaseUrl } from './testing.ts';
import { castUuid, seedNow } from './world.ts';

/** A day, in milliseconds. */
export const dayMs = 86_400_000;

/** A database with promises that end at their hour, for the tests of jobs. */
export interface Promises extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly queue: NodePgDatabase;
  /** Ends a promise: `calls` counts how often it was asked to, `changes` how often it changed the row. */
  readonly work: DueWork;
  /** Ids for which the work throws. */
  readonly broken: Set<Uuid>;
  readonly logger: Logger;
  readonly logged: Record<string, unknown>[];
  /** Makes promises of the first customer that expire so many days after the world's now. */
  add(days: number, numbers: readonly number[]): Promise<void>;
  ask(query: string): Promise<Record<string, unknown>[]>;
  /** The ids of those that were ended. */
  ended(): Promise<unknown[]>;
}

/** Creates the database, which goes with the test run's server. */
export async function openPromises(): Promise<Promises> {
  const logged: Record<string, unknown>[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const broken = new Set<Uuid>();
  const name = `promises_${randomBytes(6).toString('hex')}`;
  const databaseUrl = testDatabaseUrl(name);
  await ensureDatabases(databaseUrl, [name]);
  await migrateJobs(databaseUrl, logger);
  const queuePool = openJobPool(databaseUrl, logger);
  const database = openDatabase({ url: databaseUrl, applicationName: name, statementTimeoutMs: 10_000 });
  await database.write.execute(sql`create table promises (
    customer_id uuid not null, id uuid primary key, expires_at timestamptz not null, ended_at timestamptz,
    calls int not null default 0, changes int not null default 0)`);
  const ask = async (query: string) => [...(await database.write.execute(sql.raw(query)))];

  const work: DueWork = {
    name: 'expire-promise',
    everyMs: 100,
    findDue: async (from, at, limit) => [
      ...(await from.read.execute<{ customerId: Uuid; id: Uuid }>(sql`
        select customer_id as "customerId", id from promises
        where ended_at is null and expires_at <= ${at.toISOString()} order by expires_at limit ${limit}`)),
    ],
    async run({ id }, context) {
      const { write } = context.database;
      await write.execute(sql`update promises set calls = calls + 1 where id = ${id}`);
      if (broken.has(id)) throw new Error('the bank is closed');
      const at = context.clock.now().toISOString();
      await write.execute(
        sql`update promises set ended_at = ${at}, changes = changes + 1 where id = ${id} and ended_at is null`,
      );
    },
  };

  return {
    databaseUrl,
    database,
    queue: drizzle(queuePool),
    work,
    broken,
    logger,
    logged,
    async add(days, numbers) {
      const at = new Date(seedNow.getTime() + days * dayMs).toISOString();
      const rows = numbers.map((number) => sql`(${castUuid(1)}::uuid, ${castUuid(number)}::uuid, ${at}::timestamptz)`);
      await database.write.execute(sql`insert into promises values ${sql.join(rows, sql`, `)}`);
    },
    ask,
    async ended() {
      const rows = await ask('select id from promises where ended_at is not null order by id');
      return rows.map((row) => row['id']);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([queuePool.end(), database.close()]);
    },
  };
}
