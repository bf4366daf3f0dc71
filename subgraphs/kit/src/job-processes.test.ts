import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { movableClock } from './clock.ts';
import { takeOverJobs } from './job-takeover.ts';
import { type DueWork, type JobKey, startJobs } from './jobs.ts';
import { testDatabaseUrl } from './testing.ts';
import { dayMs, openPromises, type Promises } from './testing-promises.ts';
import { castUuid, seedNow } from './world.ts';

const waitMs = 40_000;
const liwei = castUuid(1);
/** Other test files use the same server. */
const jobConnections = "from pg_stat_activity where application_name = 'jobs' and datname = current_database()";
/** Held by connections that listen, one for each process; a look for due work holds one for a moment only. */
const workerLocks = `from pg_locks where locktype = 'advisory' and pid in (select pid ${jobConnections})`;
let promises: Promises;
beforeEach(async () => {
  promises = await openPromises();
});
afterEach(() => promises[Symbol.asyncDispose]());

test('a process finds what comes due while it runs, and stops only when its jobs are done', async () => {
  await promises.add(1, [1]);
  const clock = movableClock(seedNow);
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const slow: DueWork = {
    ...promises.work,
    async run(key, context) {
      begun.resolve();
      await mayEnd.promise;
      await promises.work.run(key, context);
    },
  };
  const jobs = startJobs({ ...promises, works: [slow], clock });
  clock.advance(dayMs);
  await begun.promise;
  const stopped = jobs.stop();
  mayEnd.resolve();
  await stopped;

  expect(await promises.ended()).toEqual([castUuid(1)]);
  expect(await promises.ask('select key from graphile_worker.jobs')).toEqual([]);
  await vi.waitFor(async () => expect(await promises.ask(`select pid ${jobConnections}`)).toEqual([]), waitMs);
}, 60_000);

test('the jobs of a process that was killed are done by another', async () => {
  await promises.add(0, [1]);
  const modules = ['clock', 'database', 'jobs'].map(
    (name) => `import * as ${name} from '${import.meta.resolve(`./${name}.ts`)}';`,
  );
  const script = `${modules.join('\n')}
    import { pino } from '${import.meta.resolve('pino')}';
    const key = ${JSON.stringify({ customerId: liwei, id: castUuid(1) } satisfies JobKey)};
    const url = ${JSON.stringify(promises.databaseUrl)};
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
  const alive = startJobs({ ...promises, works: [promises.work], clock: movableClock(seedNow) });
  // Longer than a worker may be without its lock: the job of one that lives is left to it.
  await promises.ask("update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'");
  await vi.waitFor(async () => expect(await promises.ask(`select pid ${workerLocks}`)).toHaveLength(2), waitMs);
  await takeOverJobs(promises.database, null, promises.logger);
  const [held] = await promises.ask('select locked_by is not null as "isLocked" from graphile_worker.jobs');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await vi.waitFor(async () => expect(await promises.ended()).toEqual([castUuid(1)]), waitMs);
  await alive.stop();

  expect(held).toEqual({ isLocked: true });
  expect(await promises.ask('select calls, changes from promises')).toEqual([{ calls: 1, changes: 1 }]);
  expect(promises.logged.map(({ msg }) => msg)).toEqual(['a job is tried again: its process ended before it was done']);
}, 60_000);

test('a process whose connections are lost makes others, and does what comes due', async () => {
  await promises.add(0, [1]);
  await promises.add(1, [2]);
  const clock = movableClock(seedNow);
  const jobs = startJobs({ ...promises, works: [promises.work], clock });
  await vi.waitFor(async () => expect(await promises.ended()).toHaveLength(1), waitMs);
  await vi.waitFor(async () => expect(await promises.ask('select key from graphile_worker.jobs')).toEqual([]), waitMs);
  await promises.ask(`select pg_terminate_backend(pid) ${jobConnections}`);
  clock.advance(dayMs);
  await vi.waitFor(async () => expect(await promises.ended()).toHaveLength(2), waitMs);
  await vi.waitFor(async () => expect(await promises.ask(`select pid ${workerLocks}`)).toHaveLength(1), waitMs);
  await jobs.stop();

  expect(await promises.ask('select distinct calls, changes from promises')).toEqual([{ calls: 1, changes: 1 }]);
}, 60_000);

test('jobs wait for a database that is away', async () => {
  const away = startJobs({
    ...promises,
    works: [promises.work],
    databaseUrl: testDatabaseUrl('no_such_database'),
    clock: movableClock(seedNow),
  });
  await vi.waitFor(
    () => expect(promises.logged).toContainEqual(expect.objectContaining({ msg: 'the queue of jobs failed' })),
    waitMs,
  );
  await away.stop();
}, 60_000);
