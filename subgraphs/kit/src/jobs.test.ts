import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { movableClock } from './clock.ts';
import { addDueJobs } from './job-sweep.ts';
import { type DueWork, startJobs } from './jobs.ts';
import { listParkedJobs, retryParkedJob } from './parked.ts';
import { runDueJobs } from './testing-jobs.ts';
import { dayMs, openPromises, type Promises } from './testing-promises.ts';
import { castUuid, seedNow } from './world.ts';

const waitMs = 40_000;
const liwei = castUuid(1);
let promises: Promises;
beforeEach(async () => {
  promises = await openPromises();
});
afterEach(() => promises[Symbol.asyncDispose]());

const runDue = (clock = movableClock(seedNow), works = [promises.work]) => runDueJobs({ ...promises, works, clock });
/** What would take minutes, at once. */
const endWaiting = () => promises.ask('update graphile_worker._private_jobs set run_at = now()');

test('what is due by the clock is done, and what is not yet due waits until the clock is moved', async () => {
  await promises.add(0, [1]);
  await promises.add(3, [2]);
  const clock = movableClock(seedNow);

  expect(await runDue(clock)).toEqual([]);
  expect(await promises.ended()).toEqual([castUuid(1)]);

  clock.advance(3 * dayMs - 1);
  await runDue(clock);
  expect(await promises.ended()).toEqual([castUuid(1)]);

  clock.advance(1);
  await runDue(clock);
  expect(await promises.ended()).toEqual([castUuid(1), castUuid(2)]);
  expect(await promises.ask('select ended_at from promises order by id')).toEqual([
    { ended_at: expect.stringContaining('2026-10-31') },
    { ended_at: expect.stringContaining('2026-11-03') },
  ]);
});

test('what one job makes due is done by the same run', async () => {
  await promises.add(0, [1]);
  const renew: DueWork = {
    ...promises.work,
    run: async (key, context) => {
      await context.database.write.execute(sql`
        update promises set expires_at = expires_at + interval '1 day', changes = changes + 1 where id = ${key.id}`);
    },
  };

  await runDue(movableClock(new Date(seedNow.getTime() + 3 * dayMs)), [renew]);

  expect(await promises.ask('select changes from promises')).toEqual([{ changes: 4 }]);
});

test('two processes that look at once add each key once and do it once', async () => {
  const numbers = Array.from({ length: 120 }, (_, index) => index + 1);
  await promises.add(-1, numbers);
  const sweeps = await Promise.all(
    [1, 2, 3].map(() => addDueJobs(promises.queue, promises.database, promises.work, seedNow)),
  );
  expect(sweeps.every(({ isMore }) => !isMore)).toBe(true);
  expect(await promises.ask('select count(*)::int as jobs from graphile_worker.jobs')).toEqual([{ jobs: 120 }]);

  const slow = { ...promises.work, everyMs: dayMs };
  const others = [1, 2].map(() => startJobs({ ...promises, works: [slow], clock: movableClock(seedNow) }));
  await vi.waitFor(async () => expect(await promises.ended()).toHaveLength(120), waitMs);
  await Promise.all(others.map((jobs) => jobs.stop()));

  expect(await promises.ask('select distinct calls, changes from promises')).toEqual([{ calls: 1, changes: 1 }]);
  expect(await promises.ask('select key from graphile_worker.jobs')).toEqual([]);
}, 60_000);

test('a job that fails is tried again later and later, is parked in the end, and can be tried again by an operator', async () => {
  await promises.add(0, [1, 2]);
  promises.broken.add(castUuid(1));
  const key = { customerId: liwei, id: castUuid(1) };
  const first = await runDue();

  expect(first).toEqual([{ name: 'expire-promise', key, message: 'the bank is closed', isParked: false }]);
  expect(await promises.ended()).toEqual([castUuid(2)]);
  const waits: number[] = [];
  for (let attempt = 2; attempt <= 8; attempt += 1) {
    expect(await runDue()).toEqual([]);
    const [job] = await promises.ask(
      'select attempts, extract(epoch from run_at - now())::float as wait_s from graphile_worker.jobs',
    );
    expect(job?.['attempts']).toBe(attempt - 1);
    waits.push(Number(job?.['wait_s']));
    expect(await listParkedJobs(promises.database)).toEqual([]);
    await endWaiting();
    expect(await runDue()).toMatchObject([{ isParked: attempt === 8 }]);
  }
  expect(waits.every((wait, index) => wait > 0 && wait > (waits[index - 1] ?? 0))).toBe(true);

  const requestId = `expire-promise:${liwei}:${castUuid(1)}`;
  const [parked] = await listParkedJobs(promises.database);
  expect(parked).toMatchObject({
    queue: 'expire-promise',
    key: requestId,
    attempts: 8,
    lastError: 'the bank is closed',
  });
  expect(promises.logged.filter(({ level }) => level === 50)).toMatchObject([
    { job: 'expire-promise', ...key, msg: 'a job is parked after its last attempt: the bank is closed' },
  ]);

  await endWaiting();
  expect(await runDue()).toEqual([]);
  expect(await promises.ask('select calls from promises order by id')).toEqual([{ calls: 8 }, { calls: 1 }]);
  promises.broken.clear();
  expect(await retryParkedJob(promises.database, '999999')).toBe(false);
  expect(await retryParkedJob(promises.database, parked?.id ?? '')).toBe(true);
  expect(await retryParkedJob(promises.database, parked?.id ?? '')).toBe(false);
  expect(await runDue()).toEqual([]);
  expect(await promises.ended()).toEqual([castUuid(1), castUuid(2)]);
  expect(await listParkedJobs(promises.database)).toEqual([]);
}, 60_000);

test('what is parked never hides what is due after it', async () => {
  await promises.add(-2, [1, 2, 3]);
  await promises.add(-1, [4]);
  for (const number of [1, 2, 3]) promises.broken.add(castUuid(number));
  const limits: number[] = [];
  const counted: DueWork = {
    ...promises.work,
    findDue: (from, at, limit) => {
      limits.push(limit);
      return promises.work.findDue(from, at, limit);
    },
  };
  await runDue(movableClock(seedNow), [counted]);
  await addDueJobs(promises.queue, promises.database, counted, seedNow);

  expect(await promises.ended()).toEqual([castUuid(4)]);
  expect((limits.at(-1) ?? 0) - (limits[0] ?? 0)).toBe(3);
});
