import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { fixedClock } from '@ecosystem/kit/clock';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { openSubgraph } from '@ecosystem/kit/subgraph';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { silentLogger } from '@ecosystem/kit/testing-logger';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { eq, sql } from 'drizzle-orm';
import { afterAll, describe, expect, test } from 'vitest';
import { accessLog, consents, outbox, partners } from '../src/db/tables.ts';
import { social, verifyAccessLog } from '../src/index.ts';
import { endingAt, grant, nameOf, partner, record } from './partner-world.ts';

const world = await openTestSubgraph(social);
const { database } = world.subgraph;
afterAll(async () => {
  await checkInvariants('social', database, social.invariants);
  await world[Symbol.asyncDispose]();
});

const atOnce = <Value>(count: number, action: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => action(index)));

/** The rows of a consent in the log, in the order of their chain. */
const rowsOf = (consentId: string) =>
  database.write
    .select()
    .from(accessLog)
    .where(eq(accessLog.consentId, consentId))
    .orderBy(accessLog.day, accessLog.seq);

const consentRow = async (id: string) => (await database.write.select().from(consents).where(eq(consents.id, id)))[0];

describe('a reading', () => {
  test('under a consent in force is granted, written down and counted before it is answered', async () => {
    const { consentId, subjectId, uuid } = await grant(world, 6, 21, ['PROFILE_BASIC', 'ORDERS_READ']);

    expect(await record(world, { subjectId, consentId })).toBe(true);

    expect(await rowsOf(uuid)).toMatchObject([
      {
        customerId: castUuid(21),
        occurredAt: seedNow,
        actor: `partner ${castId('par', 6)}`,
        partnerId: castUuid(6),
        operationName: 'PartnerUnderConsent',
        scopes: ['PROFILE_BASIC'],
        fields: ['PartnerCustomerView.displayName'],
        isGranted: true,
        requestId: 'request-1',
      },
    ]);
    expect(await consentRow(uuid)).toMatchObject({ status: 'AUTHORISED', useCount: 1, lastUsedAt: seedNow });
  });

  const past = new Date(seedNow.getTime() - 1);
  test.each<[string, Parameters<typeof grant>[4], Partial<Parameters<typeof record>[1]>]>([
    ['that the gateway has refused', {}, { isGranted: false }],
    ['beyond the scopes of the consent', {}, { scopes: ['PROFILE_BASIC', 'CONTACT_PHONE'] }],
    ['under no consent', {}, { consentId: null }],
    ['under a consent of no form', {}, { consentId: 'nonsense' }],
    ['under a consent that does not exist', {}, { consentId: castId('cns', 999) }],
    ['under a consent that was taken back', { status: 'REVOKED', revokedAt: past }, {}],
    ['under a consent that was used up', { status: 'CONSUMED', duration: 'ONE_TIME' }, {}],
    ['under a consent whose time is over and which nobody has ended', endingAt(seedNow), {}],
    ['under a consent that has ended', { status: 'EXPIRED', ...endingAt(past) }, {}],
    ['under the consent of a partner that is suspended', { partnerId: castUuid(9) }, { partnerId: castId('par', 9) }],
    ['under the consent of another partner', { partnerId: castUuid(5) }, {}],
    ['under the consent of another customer', { customerId: castUuid(23) }, {}],
  ])('%s is not granted, and leaves its row', async (_, change, reading) => {
    const { consentId, uuid } = await grant(world, 6, 22, ['PROFILE_BASIC'], change);
    const subjectId = await nameOf(world, reading.partnerId === undefined ? 6 : 9, 22);
    const before = await database.write
      .select()
      .from(accessLog)
      .where(eq(accessLog.customerId, castUuid(22)));

    expect(await record(world, { subjectId, consentId, ...reading })).toBe(false);

    const after = await database.write
      .select()
      .from(accessLog)
      .where(eq(accessLog.customerId, castUuid(22)));
    expect(after).toHaveLength(before.length + 1);
    expect(after.every(({ isGranted, consentId: id }) => !isGranted || id !== uuid)).toBe(true);
    expect(await consentRow(uuid)).toMatchObject({ useCount: 0, lastUsedAt: null });
  });

  test.each([
    ['a name that means nobody', castId('sub', 4_711)],
    ['a name of no form', 'nonsense'],
    ['the id of a customer', castId('cus', 1)],
  ])('of %s is written nowhere', async (_, subjectId) => {
    const count = () => database.write.$count(accessLog);
    const before = await count();

    expect(await record(world, { subjectId, consentId: castId('cns', 1) })).toBeNull();

    expect(await count()).toBe(before);
  });

  test('of a customer by the name that another partner has is written nowhere', async () => {
    expect(await record(world, { subjectId: await nameOf(world, 5, 22) })).toBeNull();
  });

  test.each<[string, Caller]>([
    ['a partner', partner(6)],
    ['a partner that claims the scope of the gateway', { ...partner(6), scopes: new Set(['gateway:enforce']) }],
    ['the customer', customer(1)],
    ['nobody', anonymous],
  ])('is recorded for the gateway alone, not for %s', async (_, caller) => {
    await expect(record(world, { subjectId: castId('sub', 1) }, caller)).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  test('that the log cannot hold is not granted, and the others of its moment are', async () => {
    const { consentId, subjectId } = await grant(world, 6, 24, ['PROFILE_BASIC']);

    const [good, bad] = await Promise.allSettled([
      record(world, { subjectId, consentId }),
      record(world, { subjectId, consentId, operationName: 'a\0b' }),
    ]);

    expect(good).toMatchObject({ status: 'fulfilled', value: true });
    expect(bad).toMatchObject({ status: 'fulfilled', value: false });
  });
});

test('of 50 readings at once under a consent for one use exactly one is granted, and the end of the consent is told', async () => {
  const { consentId, subjectId, uuid } = await grant(world, 6, 25, ['PROFILE_BASIC'], { duration: 'ONE_TIME' });

  const answers = await atOnce(50, () => record(world, { subjectId, consentId }));

  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await rowsOf(uuid)).toHaveLength(50);
  expect(await consentRow(uuid)).toMatchObject({ status: 'CONSUMED', useCount: 1 });
  expect(
    await database.write
      .select()
      .from(outbox)
      .where(eq(outbox.customerId, castUuid(25))),
  ).toMatchObject([{ topic: 'consent.consumed', payload: { consentId: uuid, partnerId: castUuid(6) }, sentAt: null }]);
});

test('readings of many customers by two processes at once never wait for each other in a circle', async () => {
  await using other = openSecond();
  const granted = await Promise.all([26, 27, 28, 29].map((number) => grant(world, 6, number, ['PROFILE_BASIC'])));
  const readings = [...granted, ...granted.toReversed(), ...granted];

  const answers = await Promise.all(
    [world, other].flatMap((process) =>
      [0, 1, 2, 3].flatMap(() => readings.map(({ consentId, subjectId }) => record(process, { consentId, subjectId }))),
    ),
  );

  expect(answers).toEqual(answers.map(() => true));
  const counts = await Promise.all(granted.map(async ({ uuid }) => (await consentRow(uuid))?.useCount));
  expect(counts).toEqual(granted.map(() => 24));
  expect(await verifyAccessLog(database)).toEqual([]);
});

test('nothing is granted any more from the moment at which the consent is taken back (C4)', async () => {
  const { consentId, subjectId, uuid } = await grant(world, 6, 30, ['PROFILE_BASIC']);
  let isRevoked = false;
  const late: (boolean | null)[] = [];
  const readings = atOnce(12, async () => {
    for (let tries = 0; tries < 8; tries += 1) {
      const sentAfter = isRevoked;
      const answer = await record(world, { subjectId, consentId });
      if (sentAfter) late.push(answer);
    }
  });
  await record(world, { subjectId, consentId });
  await database.write.update(consents).set({ status: 'REVOKED', revokedAt: seedNow }).where(eq(consents.id, uuid));
  isRevoked = true;
  const { useCount = 0 } = (await consentRow(uuid)) ?? {};
  await readings;

  expect(late.length).toBeGreaterThan(0);
  expect(late.filter(Boolean)).toEqual([]);
  expect((await consentRow(uuid))?.useCount).toBe(useCount);
  expect((await rowsOf(uuid)).filter(({ isGranted }) => isGranted)).toHaveLength(useCount);
});

test('a revocation that holds the consent is waited for, and then nothing is granted', async () => {
  const { consentId, subjectId, uuid } = await grant(world, 6, 31, ['PROFILE_BASIC']);
  let answer: Promise<boolean | null> | undefined;
  await database.write.transaction(async (transaction) => {
    await transaction.update(consents).set({ status: 'REVOKED', revokedAt: seedNow }).where(eq(consents.id, uuid));
    answer = record(world, { subjectId, consentId });
    await waitForLock();
  });

  expect(await answer).toBe(false);
});

test('20 readings at once take one statement', async () => {
  const { consentId, subjectId } = await grant(world, 6, 32, ['PROFILE_BASIC']);

  const texts = await world.writesOf(() => atOnce(20, () => record(world, { subjectId, consentId })));

  expect(texts).toHaveLength(1);
});

test('a batch that cannot be written answers nobody', async () => {
  const { consentId, subjectId, uuid } = await grant(world, 6, 33, ['PROFILE_BASIC']);
  await database.write.execute(
    sql`alter table access_log add constraint broken check (operation_name <> 'Broken') not valid`,
  );

  const outcomes = await Promise.allSettled([
    record(world, { subjectId, consentId }),
    record(world, { subjectId, consentId, operationName: 'Broken' }),
  ]);
  await database.write.execute(sql`alter table access_log drop constraint broken`);

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await rowsOf(uuid)).toEqual([]);
  expect(await consentRow(uuid)).toMatchObject({ useCount: 0 });
});

test('a suspended partner is granted nothing, and what it tries is written down', async () => {
  const { consentId, subjectId } = await grant(world, 4, 34, ['PROFILE_BASIC']);
  const partnerId = castId('par', 4);
  expect(await record(world, { partnerId, subjectId, consentId })).toBe(true);
  const setStatus = (status: 'LIVE' | 'SUSPENDED') =>
    database.write
      .update(partners)
      .set({ status })
      .where(eq(partners.id, castUuid(4)));

  await setStatus('SUSPENDED');
  expect(await record(world, { partnerId, subjectId, consentId })).toBe(false);
  await setStatus('LIVE');
  expect(await record(world, { partnerId, subjectId, consentId })).toBe(true);
});

/** Another process over the same database. */
function openSecond() {
  const subgraph = openSubgraph(social, {
    databaseUrl: world.databaseUrl,
    statementTimeoutMs: 10_000,
    fieldKeys: testFieldKeys,
    logger: silentLogger,
    clock: fixedClock(seedNow),
  });
  return {
    ...world,
    subgraph,
    query: (query: string, { as, variables }: { as: Caller; variables?: Record<string, unknown> }) =>
      subgraph.execute({ query, variables, caller: as, requestId: 'other' }),
    [Symbol.asyncDispose]: () => subgraph.close(),
  };
}

/** Returns when a statement waits for a lock. */
async function waitForLock(): Promise<void> {
  for (;;) {
    const waiting = await database.write.execute(
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
  }
}
