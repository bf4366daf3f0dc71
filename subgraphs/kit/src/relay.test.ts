import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { movableClock } from './clock.ts';
import { type Database, openDatabase, type Pool } from './database.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import type { Uuid } from './ids.ts';
import { receiveOnce } from './inbox.ts';
import { publish } from './outbox.ts';
import { listHeldEvents, retryHeldEvent } from './parked.ts';
import { type EventConsumer, type RelayedEvent, startRelay } from './relay.ts';
import { deliverBatch } from './relay-batch.ts';
import { openRelaySession, type RelaySession } from './relay-session.ts';
import { testDatabaseUrl } from './testing.ts';
import { createEventTables } from './testing-events.ts';
import { castUuid, seedNow } from './world.ts';

const waitMs = 20_000;
const hourMs = 3_600_000;
const [liwei, wangfang] = [castUuid(1), castUuid(2)];
const logged: Record<string, unknown>[] = [];
const logger = pino({ level: 'warn' }, { write: (line: string) => logged.push(JSON.parse(line)) });

let databaseUrl = '';
let database: Database;
let session: RelaySession;
let databases = 0;
let clock = movableClock(seedNow);
/** What was received, as `customer:number`, in this order. */
let received: string[] = [];

const labelOf = ({ customerId, payload }: Pick<RelayedEvent, 'customerId' | 'payload'>) =>
  `${customerId === liwei ? 'liwei' : 'wangfang'}:${JSON.stringify(payload).replaceAll(/\D/g, '')}`;
const diary: EventConsumer = {
  name: 'diary',
  receive: async (event) => {
    received.push(labelOf(event));
  },
};
/** Fails for these labels, and writes the others down. */
const failingFor = (labels: ReadonlySet<string>): EventConsumer => ({
  name: 'failing',
  receive: async (event, signal) => {
    if (labels.has(labelOf(event))) throw new Error('the shop is closed');
    await diary.receive(event, signal);
  },
});

beforeEach(async () => {
  logged.length = 0;
  received = [];
  clock = movableClock(seedNow);
  databases += 1;
  const name = `relay_${process.pid}_${databases}`;
  databaseUrl = testDatabaseUrl(name);
  await ensureDatabases(databaseUrl, [name]);
  database = openDatabase({ url: databaseUrl, applicationName: name, statementTimeoutMs: 10_000 });
  session = await openRelaySession(databaseUrl, () => {});
  await createEventTables(database);
});
afterEach(async () => {
  await session.close();
  await database.close();
});

const eventOf = (customerId: Uuid, number: number, topic = 'payment.captured') => ({
  id: castUuid(number),
  topic,
  customerId,
  payload: { number },
});
const publishNow = (customerId: Uuid, numbers: readonly number[], pool: Pool = database.write) =>
  publish(
    pool,
    numbers.map((number) => eventOf(customerId, number)),
    clock.now(),
  );
const relayTo = (...consumers: EventConsumer[]) => startRelay({ databaseUrl, consumers, clock, logger });
const deliver = (...consumers: EventConsumer[]) =>
  deliverBatch({ database: session.database, consumers, clock, logger, stopping: new AbortController().signal });
const ask = async (query: string) => [...(await database.write.execute(sql.raw(query)))];
const unsent = async () =>
  (await ask("select payload->>'number' as number from outbox where sent_at is null order by position")).map((row) =>
    Number(row['number']),
  );
/** Ends the connection of the relay that delivers, as the loss of a network would. */
const endLeader = () =>
  ask(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database =
    (select oid from pg_database where datname = current_database())`);
const of = (name: string) => received.filter((label) => label.startsWith(name));

test('an event is delivered once it is committed, as it was published', async () => {
  const events: RelayedEvent[] = [];
  const relay = relayTo({ name: 'all', receive: async (event) => void events.push(event) });
  await database.write.transaction(async (transaction) => {
    await publish(transaction, [eventOf(liwei, 1)], seedNow);
  });
  await vi.waitFor(async () => expect(await unsent()).toEqual([]), waitMs);
  await relay.stop();

  expect(events).toEqual([{ ...eventOf(liwei, 1), occurredAt: seedNow }]);
  expect(await ask('select sent_at is not null as sent, attempts from outbox')).toEqual([{ sent: true, attempts: 0 }]);
});

test('a transaction that is rolled back tells nobody', async () => {
  const undone = database.write.transaction(async (transaction) => {
    await publishNow(liwei, [1], transaction);
    throw new Error('refused');
  });
  await expect(undone).rejects.toThrow('refused');

  expect(await deliver(diary)).toBe(0);
  expect(await ask('select id from outbox')).toEqual([]);
});

test('two relays deliver each event once, those of each customer in their order', async () => {
  const numbers = Array.from({ length: 120 }, (_, index) => index + 1);
  const relays = [relayTo(diary), relayTo(diary)];
  for (const number of numbers) await publishNow(number % 2 ? liwei : wangfang, [number]);
  await vi.waitFor(async () => expect(await unsent()).toEqual([]), waitMs);
  await Promise.all(relays.map((relay) => relay.stop()));

  expect(of('liwei')).toEqual(numbers.filter((number) => number % 2 === 1).map((number) => `liwei:${number}`));
  expect(of('wangfang')).toEqual(numbers.filter((number) => number % 2 === 0).map((number) => `wangfang:${number}`));
}, 30_000);

test('an event that is committed late is delivered, though one with a higher position was sent before', async () => {
  const mayCommit = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const late = database.write.transaction(async (transaction) => {
    await publishNow(liwei, [1], transaction);
    written.resolve();
    await mayCommit.promise;
  });
  await written.promise;
  await publishNow(wangfang, [2]);
  expect(await deliver(diary)).toBe(1);
  mayCommit.resolve();
  await late;
  await deliver(diary);

  expect(received).toEqual(['wangfang:2', 'liwei:1']);
});

test('an event that fails holds back the later ones of its customer alone, until its time comes', async () => {
  const closed = new Set(['liwei:2']);
  await publishNow(liwei, [1, 2, 3]);
  await publishNow(wangfang, [4, 5]);
  expect(await deliver(failingFor(closed))).toBe(4);

  expect(of('liwei')).toEqual(['liwei:1']);
  expect(of('wangfang')).toEqual(['wangfang:4', 'wangfang:5']);
  expect(await ask('select attempts, last_error from outbox where attempts > 0')).toEqual([
    { attempts: 1, last_error: 'the shop is closed' },
  ]);

  closed.clear();
  expect(await deliver(failingFor(closed))).toBe(0);
  clock.advance(hourMs);
  expect(await deliver(failingFor(closed))).toBe(2);
  expect(of('liwei')).toEqual(['liwei:1', 'liwei:2', 'liwei:3']);
});

test('an event that fails sixteen times is held with the later ones of its customer, until an operator lets it go', async () => {
  const closed = new Set(['liwei:1']);
  await publishNow(liwei, [1, 2]);
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 16; attempt += 1) {
    expect(await listHeldEvents(database)).toEqual([]);
    await deliver(failingFor(closed));
    const [event] = await ask('select retry_at from outbox where attempts > 0');
    waits.push(new Date(String(event?.['retry_at'])).getTime() - clock.now().getTime());
    clock.advance(hourMs);
    await publishNow(wangfang, [10 + attempt]);
  }
  await deliver(failingFor(closed));
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect([waits[0], waits.at(-1)]).toEqual([2_718, 900_000]);
  expect(of('liwei')).toEqual([]);
  expect(of('wangfang')).toHaveLength(16);

  expect(await listHeldEvents(database)).toMatchObject([
    { id: castUuid(1), queue: 'payment.captured', attempts: 16, lastError: 'the shop is closed', since: seedNow },
  ]);
  expect(logged.filter(({ level }) => level === 50)).toMatchObject([
    { event: castUuid(1), msg: 'an event is held after its last attempt: the shop is closed' },
  ]);
  closed.clear();
  expect(await retryHeldEvent(database, castUuid(2))).toBe(false);
  expect(await retryHeldEvent(database, castUuid(1))).toBe(true);
  await deliver(failingFor(closed));
  expect(of('liwei')).toEqual(['liwei:1', 'liwei:2']);
});

test('consumers get the topics that they want; what nobody wants is done', async () => {
  const events = [
    eventOf(liwei, 1, 'payment.captured'),
    eventOf(liwei, 2, 'loan.drawn'),
    eventOf(liwei, 3, 'trip.ended'),
  ];
  await publish(database.write, events, seedNow);
  const loans: string[] = [];
  await deliver(
    { ...diary, topics: ['payment.captured', 'loan.drawn'] },
    { name: 'loans', topics: ['loan.drawn'], receive: async (event) => void loans.push(labelOf(event)) },
  );

  expect([received, loans, await unsent()]).toEqual([['liwei:1', 'liwei:2'], ['liwei:2'], []]);
});

test('what was received but not noted comes again, and the inbox drops it', async () => {
  await publishNow(liwei, [1, 2]);
  let isFirst = true;
  const booked: string[] = [];
  const bookkeeper: EventConsumer = {
    name: 'bookkeeper',
    async receive(event, signal) {
      await database.write.transaction(async (transaction) => {
        const receipt = { customerId: event.customerId, consumer: 'bookkeeper', eventId: event.id };
        if (await receiveOnce(transaction, receipt, clock.now())) booked.push(labelOf(event));
      });
      await diary.receive(event, signal);
      // The relay loses its connection between the delivery and the note.
      if (isFirst) {
        await endLeader();
      }
      isFirst = false;
    },
  };
  await session.lead();
  await expect(deliver(bookkeeper)).rejects.toThrow();
  expect(await unsent()).toEqual([1, 2]);
  session = await openRelaySession(databaseUrl, () => {});
  await deliver(bookkeeper);

  expect(received).toEqual(['liwei:1', 'liwei:1', 'liwei:2']);
  expect(booked).toEqual(['liwei:1', 'liwei:2']);
  expect(await unsent()).toEqual([]);
});

test('a receipt is forgotten with the transaction that was rolled back', async () => {
  const receipt = { customerId: liwei, consumer: 'bookkeeper', eventId: castUuid(1) };
  const undone = database.write.transaction(async (transaction) => {
    expect(await receiveOnce(transaction, receipt, seedNow)).toBe(true);
    throw new Error('the book is full');
  });
  await expect(undone).rejects.toThrow('the book is full');

  expect(await receiveOnce(database.write, receipt, seedNow)).toBe(true);
  expect(await receiveOnce(database.write, receipt, seedNow)).toBe(false);
  expect(await receiveOnce(database.write, { ...receipt, consumer: 'diary' }, seedNow)).toBe(true);
});

test('a relay that is told to stop ends the delivery under way and begins no other', async () => {
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const slow: EventConsumer = {
    name: 'slow',
    async receive(event, signal) {
      begun.resolve();
      await mayEnd.promise;
      await diary.receive(event, signal);
    },
  };
  await publishNow(liwei, [1, 2]);
  const relay = relayTo(slow);
  await begun.promise;
  const stopped = relay.stop();
  mayEnd.resolve();
  await stopped;

  expect(received).toEqual(['liwei:1']);
  expect(await unsent()).toEqual([2]);
});

test('a relay whose connection is lost makes another, and one that stands by takes over from one that ended', async () => {
  const first = relayTo(diary);
  await publishNow(liwei, [1]);
  await vi.waitFor(async () => expect(await unsent()).toEqual([]), waitMs);
  const second = relayTo(diary);
  await endLeader();
  await publishNow(liwei, [2]);
  await vi.waitFor(async () => expect(await unsent()).toEqual([]), waitMs);
  await second.stop();
  await publishNow(liwei, [3]);
  await vi.waitFor(async () => expect(await unsent()).toEqual([]), waitMs);
  await first.stop();

  expect(received).toEqual(['liwei:1', 'liwei:2', 'liwei:3']);
}, 30_000);
