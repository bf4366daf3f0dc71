import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { movableClock } from './clock.ts';
import { type Database, openDatabase } from './database.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import type { Uuid } from './ids.ts';
import { migrateJobs, openJobPool } from './job-queue.ts';
import { addDueJobs } from './job-sweep.ts';
import { takeOverJobs } from './job-takeover.ts';
import { type DueWork, type JobKey, startJobs } from './jobs.ts';
import { listParkedJobs, retryParkedJob } from './parked.ts';
import { testDatabaseUrl } from './testing.ts';
import { runDueJobs } from './testing-jobs.ts';
import { castUuid, seedNow } from './world.ts';

const dayMs = 86_400_000;
const waitMs = 40_000;
const liwei = castUuid(1);
const logged: Record<string, unknown>[] = [];
const logger: Logger = pino({ level: 'warn' }, { write: (line: string) => logged.push(JSON.parse(line)) });

let databaseUrl = '';
let database: Database;
let queuePool: ReturnType<typeof openJobPool>;
let queue: NodePgDatabase;
let databases = 0;
/** Keys for which the work throws. */
const broken = new Set<Uuid>();

/** Ends a promise at its hour: `calls` counts how often the work was asked, `changes` how often it changed the row. */
const expirePromise: DueWork = {
  name: 'expire-promise',
  everyMs: 100,
  findDue: async (from, at, limit) => [
    ...(await from.read.execute<{ customerId: Uuid; id: Uuid }>(sql`
      select customer_id as "customerId", id from promises
      where ended_at is null and expires_at <= ${at.toISOString()} order by expires_at limit ${limit}`)),
  ],
  async run({ id }, { database: own, clock }) {
    await own.write.execute(sql`update promises set calls = calls + 1 where id = ${id}`);
    if (broken.has(id)) throw new Error('the bank is closed');
    const at = clock.now().toISOString();
    await own.write.execute(
      sql`update promises set ended_at = ${at}, changes = changes + 1 where id = ${id} and ended_at is null`,
    );
  },
};

beforeEach(async () => {
  logged.length = 0;
  broken.clear();
  databases += 1;
  const name = `jobs_${process.pid}_${databases}`;
  databaseUrl = testDatabaseUrl(name);
  await ensureDatabases(databaseUrl, [name]);
  await migrateJobs(databaseUrl, logger);
  queuePool = openJobPool(databaseUrl, logger);
  queue = drizzle(queuePool);
  database = openDatabase({ url: databaseUrl, applicationName: name, statementTimeoutMs: 10_000 });
  await database.write.execute(sql`create table promises (
    customer_id uuid not null, id uuid primary key, expires_at timestamptz not null, ended_at timestamptz,
    calls int not null default 0, changes int not null default 0)`);
});
afterEach(() => Promise.all([queuePool.end(), database.close()]));

const clockAt = (at: Date) => movableClock(at);
const runDue = (clock = clockAt(seedNow), works = [expirePromise]) =>
  runDueJobs({ works, databaseUrl, database, clock, logger });

/** Makes promises that expire so many days after the world's now. */
async function promise(days: number, numbers: readonly number[]): Promise<void> {
  const at = new Date(seedNow.getTime() + days * dayMs).toISOString();
  const rows = numbers.map((number) => sql`(${liwei}::uuid, ${castUuid(number)}::uuid, ${at}::timestamptz)`);
  await database.write.execute(sql`insert into promises values ${sql.join(rows, sql`, `)}`);
}

const ask = async (query: string) => [...(await database.write.execute(sql.raw(query)))];
const ended = async () =>
  (await ask('select id from promises where ended_at is not null order by id')).map((row) => row['id']);
/** What would take minutes, at once. */
const endWaiting = () => ask('update graphile_worker._private_jobs set run_at = now()');

test('what is due by the clock is done, and what is not yet due waits until the clock is moved', async () => {
  await promise(0, [1]);
  await promise(3, [2]);
  const clock = clockAt(seedNow);

  expect(await runDue(clock)).toEqual([]);
  expect(await ended()).toEqual([castUuid(1)]);

  clock.advance(3 * dayMs - 1);
  await runDue(clock);
  expect(await ended()).toEqual([castUuid(1)]);

  clock.advance(1);
  await runDue(clock);
  expect(await ended()).toEqual([castUuid(1), castUuid(2)]);
  expect(await ask('select ended_at from promises order by id')).toEqual([
    { ended_at: expect.stringContaining('2026-10-31') },
    { ended_at: expect.stringContaining('2026-11-03') },
  ]);
});

test('what one job makes due is done by the same run', async () => {
  await promise(0, [1]);
  const renew: DueWork = {
    ...expirePromise,
    run: async (key, context) => {
      await context.database.write.execute(sql`
        update promises set expires_at = expires_at + interval '1 day', changes = changes + 1 where id = ${key.id}`);
    },
  };

  await runDue(clockAt(new Date(seedNow.getTime() + 3 * dayMs)), [renew]);

  expect(await ask('select changes from promises')).toEqual([{ changes: 4 }]);
});

test('two processes that look at once add each key once and do it once', async () => {
  const numbers = Array.from({ length: 120 }, (_, index) => index + 1);
  await promise(-1, numbers);
  const sweeps = await Promise.all([1, 2, 3].map(() => addDueJobs(queue, database, expirePromise, seedNow)));
  expect(sweeps.every(({ isMore }) => !isMore)).toBe(true);
  expect(await ask('select count(*)::int as jobs from graphile_worker.jobs')).toEqual([{ jobs: 120 }]);

  const slow = { ...expirePromise, everyMs: dayMs };
  const others = [1, 2].map(() => startJobs({ works: [slow], databaseUrl, database, clock: clockAt(seedNow), logger }));
  await vi.waitFor(async () => expect(await ended()).toHaveLength(120), waitMs);
  await Promise.all(others.map((jobs) => jobs.stop()));

  expect(await ask('select distinct calls, changes from promises')).toEqual([{ calls: 1, changes: 1 }]);
  expect(await ask('select key from graphile_worker.jobs')).toEqual([]);
}, 60_000);

test('a job that fails is tried again later and later, is parked in the end, and can be tried again by an operator', async () => {
  await promise(0, [1, 2]);
  broken.add(castUuid(1));
  const key = { customerId: liwei, id: castUuid(1) };
  const first = await runDue();

  expect(first).toEqual([{ name: 'expire-promise', key, message: 'the bank is closed', isParked: false }]);
  expect(await ended()).toEqual([castUuid(2)]);
  const waits: number[] = [];
  for (let attempt = 2; attempt <= 8; attempt += 1) {
    expect(await runDue()).toEqual([]);
    const [job] = await ask(
      'select attempts, extract(epoch from run_at - now())::float as wait_s from graphile_worker.jobs',
    );
    expect(job?.['attempts']).toBe(attempt - 1);
    waits.push(Number(job?.['wait_s']));
    expect(await listParkedJobs(database)).toEqual([]);
    await endWaiting();
    expect(await runDue()).toMatchObject([{ isParked: attempt === 8 }]);
  }
  expect(waits.every((wait, index) => wait > 0 && wait > (waits[index - 1] ?? 0))).toBe(true);

  const requestId = `expire-promise:${liwei}:${castUuid(1)}`;
  const [parked] = await listParkedJobs(database);
  expect(parked).toMatchObject({
    queue: 'expire-promise',
    key: requestId,
    attempts: 8,
    lastError: 'the bank is closed',
  });
  expect(logged.filter(({ level }) => level === 50)).toMatchObject([
    { job: 'expire-promise', ...key, msg: 'a job is parked after its last attempt: the bank is closed' },
  ]);

  await endWaiting();
  expect(await runDue()).toEqual([]);
  expect(await ask('select calls from promises order by id')).toEqual([{ calls: 8 }, { calls: 1 }]);
  broken.clear();
  expect(await retryParkedJob(database, '999999')).toBe(false);
  expect(await retryParkedJob(database, parked?.id ?? '')).toBe(true);
  expect(await retryParkedJob(database, parked?.id ?? '')).toBe(false);
  expect(await runDue()).toEqual([]);
  expect(await ended()).toEqual([castUuid(1), castUuid(2)]);
  expect(await listParkedJobs(database)).toEqual([]);
}, 60_000);

test('what is parked never hides what is due after it', async () => {
  await promise(-2, [1, 2, 3]);
  await promise(-1, [4]);
  for (const number of [1, 2, 3]) broken.add(castUuid(number));
  const limits: number[] = [];
  const counted: DueWork = {
    ...expirePromise,
    findDue: (from, at, limit) => {
      limits.push(limit);
      return expirePromise.findDue(from, at, limit);
    },
  };
  await runDue(clockAt(seedNow), [counted]);
  await addDueJobs(queue, database, counted, seedNow);

  expect(await ended()).toEqual([castUuid(4)]);
  expect((limits.at(-1) ?? 0) - (limits[0] ?? 0)).toBe(3);
});

test('a process finds what comes due while it runs, and stops only when its jobs are done', async () => {
  await promise(1, [1]);
  const clock = clockAt(seedNow);
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const slow: DueWork = {
    ...expirePromise,
    async run(key, context) {
      begun.resolve();
      await mayEnd.promise;
      await expirePromise.run(key, context);
    },
  };
  const jobs = startJobs({ works: [slow], databaseUrl, database, clock, logger });
  clock.advance(dayMs);
  await begun.promise;
  const stopped = jobs.stop();
  mayEnd.resolve();
  await stopped;

  expect(await ended()).toEqual([castUuid(1)]);
  expect(await ask('select key from graphile_worker.jobs')).toEqual([]);
  const openConnections = () => ask("select pid from pg_stat_activity where application_name = 'jobs'");
  await vi.waitFor(async () => expect(await openConnections()).toEqual([]), waitMs);
}, 60_000);

test('the jobs of a process that was killed are done by another', async () => {
  await promise(0, [1]);
  const modules = ['clock', 'database', 'jobs'].map(
    (name) => `import * as ${name} from '${import.meta.resolve(`./${name}.ts`)}';`,
  );
  const script = `${modules.join('\n')}
    import { pino } from '${import.meta.resolve('pino')}';
    const key = ${JSON.stringify({ customerId: liwei, id: castUuid(1) } satisfies JobKey)};
    const url = ${JSON.stringify(databaseUrl)};
    jobs.startJobs({
      works: [{ name: 'expire-promise', everyMs: 100, findDue: async () => [key], run: () => new Promise(() => console.log('begun')) }],
      databaseUrl: url,
      database: database.openDatabase({ url, applicationName: 'killed', statementTimeoutMs: 5000 }),
      clock: clock.systemClock,
      logger: pino({ level: 'silent' }),
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const alive = startJobs({ works: [expirePromise], databaseUrl, database, clock: clockAt(seedNow), logger });
  // Longer than a worker may be without its lock: the job of one that lives is left to it.
  await ask("update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'");
  await vi.waitFor(
    async () => expect(await ask("select pid from pg_locks where locktype = 'advisory'")).toHaveLength(2),
    waitMs,
  );
  await takeOverJobs(database, null, logger);
  const [held] = await ask('select locked_by is not null as "isLocked" from graphile_worker.jobs');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await vi.waitFor(async () => expect(await ended()).toEqual([castUuid(1)]), waitMs);
  await alive.stop();

  expect(held).toEqual({ isLocked: true });
  expect(await ask('select calls, changes from promises')).toEqual([{ calls: 1, changes: 1 }]);
  expect(logged.map(({ msg }) => msg)).toEqual(['a job is tried again: its process ended before it was done']);
}, 60_000);

test('a process whose connections are lost makes others, and does what comes due', async () => {
  await promise(0, [1]);
  await promise(1, [2]);
  const clock = clockAt(seedNow);
  const jobs = startJobs({ works: [expirePromise], databaseUrl, database, clock, logger });
  await vi.waitFor(async () => expect(await ended()).toHaveLength(1), waitMs);
  await ask(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'jobs' and datname = current_database()",
  );
  clock.advance(dayMs);
  await vi.waitFor(async () => expect(await ended()).toHaveLength(2), waitMs);
  await vi.waitFor(
    async () =>
      expect(await ask("select pid from pg_locks where locktype = 'advisory' and objsubid = 1")).not.toEqual([]),
    waitMs,
  );
  await jobs.stop();

  expect(await ask('select distinct calls, changes from promises')).toEqual([{ calls: 1, changes: 1 }]);
}, 60_000);

test('jobs wait for a database that is away', async () => {
  const away = startJobs({
    works: [expirePromise],
    databaseUrl: testDatabaseUrl('no_such_database'),
    database,
    clock: clockAt(seedNow),
    logger,
  });
  await vi.waitFor(
    () => expect(logged).toContainEqual(expect.objectContaining({ msg: 'the queue of jobs failed' })),
    waitMs,
  );
  await away.stop();
}, 60_000);
