import { fixedClock } from '@ecosystem/kit/clock';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { castUuid, seedNow } from '@ecosystem/kit/world';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessLog, consents } from '../src/db/tables.ts';
import { social } from '../src/index.ts';
import { expireConsentJob } from '../src/jobs/expire-consent.ts';
import { endingAt, type Granted, grant, record } from './partner-world.ts';

const lifeMs = 60_000;
const end = new Date(seedNow.getTime() + lifeMs);

let world: TestSubgraph;
beforeAll(async () => {
  world = await openTestSubgraph(social);
});
afterAll(async () => {
  await checkInvariants('social', world.subgraph.database, social.invariants);
  await world[Symbol.asyncDispose]();
});

/** The job logs nothing. */
const quiet = Object.freeze({}) as Parameters<typeof expireConsentJob.run>[1]['logger'];
/** The job of a process whose clock is ahead: for it the time is over, while readings are still in time by theirs. */
const expire = ({ uuid }: Granted) =>
  expireConsentJob.run(
    { customerId: '', id: uuid },
    { clock: fixedClock(end), database: world.subgraph.database, logger: quiet, requestId: 'test' },
  );
const read = ({ consentId, subjectId }: Granted) => record(world, { consentId, subjectId });

const rowOf = async ({ uuid }: Granted) => {
  const { write } = world.subgraph.database;
  const [row] = await write.select().from(consents).where(eq(consents.id, uuid));
  const readings = await write.$count(accessLog, and(eq(accessLog.consentId, uuid), eq(accessLog.isGranted, true)));
  const told = await write.execute<{ topic: string }>(
    sql`select topic from outbox where payload ->> 'consentId' = ${uuid}`,
  );
  return { status: row?.status, useCount: row?.useCount, readings, topics: told.map(({ topic }) => topic) };
};

test('readings and the end of time at once, of many customers in all orders, never wait in a circle and count each use once', async () => {
  const granted = await Promise.all(
    [41, 42, 43, 44].map((number) => grant(world, 6, number, ['PROFILE_BASIC'], endingAt(end))),
  );

  const first = await Promise.all(granted.map(read));
  const rounds = granted.flatMap((consent) => [0, 1, 2].map(() => readRounds(consent)));
  await Promise.all([...granted, ...granted.toReversed()].map(expire));
  const late = await Promise.all(granted.toReversed().map(read));
  const answers = [...first, ...(await Promise.all(rounds)).flat(), ...late];

  expect(first).toEqual(granted.map(() => true));
  expect(late).toEqual(granted.map(() => false));
  const used = await Promise.all(granted.map(rowOf));
  expect(used.map(({ status, topics }) => ({ status, topics }))).toEqual(
    granted.map(() => ({ status: 'EXPIRED', topics: ['consent.expired'] })),
  );
  expect(used.map(({ useCount }) => useCount)).toEqual(used.map(({ readings }) => readings));
  expect(used.reduce((sum, { readings }) => sum + readings, 0)).toBe(answers.filter(Boolean).length);
});

/** Reads one time after the other. */
async function readRounds(consent: Granted): Promise<(boolean | null)[]> {
  const answers: (boolean | null)[] = [];
  for (let round = 0; round < 6; round += 1) answers.push(await read(consent));
  return answers;
}

test('a reading that waits for the end of the consent is not granted', async () => {
  const consent = await grant(world, 6, 45, ['PROFILE_BASIC'], endingAt(end));
  const { write } = world.subgraph.database;
  let answer: Promise<boolean | null> | undefined;
  await write.transaction(async (transaction) => {
    await transaction.update(consents).set({ status: 'EXPIRED' }).where(eq(consents.id, consent.uuid));
    answer = read(consent);
    await waitForLock();
  });

  expect(await answer).toBe(false);
  expect(await rowOf(consent)).toMatchObject({ status: 'EXPIRED', useCount: 0, readings: 0 });
});

test('the end of time changes nothing in a consent for one use that was used, and the use is told once', async () => {
  const consent = await grant(world, 6, 46, ['PROFILE_BASIC'], { duration: 'ONE_TIME' });

  expect((await Promise.all([read(consent), expire(consent), read(consent)])).filter(Boolean)).toEqual([true]);
  await expire(consent);

  expect(await rowOf(consent)).toEqual({
    status: 'CONSUMED',
    useCount: 1,
    readings: 1,
    topics: ['consent.consumed'],
  });
});

test('no customer of these tests has a chain that is broken', async () => {
  const customers = [41, 42, 43, 44, 45, 46].map(castUuid);
  const broken = await world.subgraph.database.read.execute(
    sql`select * from access_log_breaks(null) as broken where ${inArray(sql`broken.customer_id`, customers)}`,
  );

  expect(broken).toEqual([]);
});

/** Returns when a statement waits for a lock. */
async function waitForLock(): Promise<void> {
  for (;;) {
    const waiting = await world.subgraph.database.write.execute(
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
  }
}
