import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, expect, test, vi } from 'vitest';
import { fixedClock } from './clock.ts';
import { openDatabase } from './database.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import { migrateJobs } from './job-queue.ts';
import type { DueWork, JobKey } from './jobs.ts';
import type { EventConsumer } from './relay.ts';
import type { SubgraphDefinition } from './subgraph.ts';
import { testDatabaseUrl } from './testing.ts';
import { createEventTables } from './testing-events.ts';
import { startWork } from './work.ts';
import { castUuid, seedNow } from './world.ts';

const name = `work_${process.pid}`;
const databaseUrl = testDatabaseUrl(name);
const logger = pino({ level: 'silent' });
await ensureDatabases(databaseUrl, [name]);
await migrateJobs(databaseUrl, logger);
const client = postgres(databaseUrl, { max: 1, onnotice: () => {} });
const database = openDatabase({ url: databaseUrl, applicationName: name, statementTimeoutMs: 5_000 });
await createEventTables(database);
afterAll(() => Promise.all([client.end(), database.close()]));

const definition: SubgraphDefinition = {
  name: 'things',
  sdl: new URL('file:///nowhere'),
  migrations: new URL('file:///nowhere'),
  resolvers: {},
  createContext: () => (request) => request,
  invariants: new URL('file:///nowhere'),
  tables: {},
  seed: async () => [],
};
const key: JobKey = { customerId: castUuid(1), id: castUuid(2) };
const done: unknown[] = [];
const job: DueWork = {
  name: 'thing',
  everyMs: 60_000,
  findDue: async (_, at) => (at === seedNow && done.length === 0 ? [key] : []),
  run: async (due, { requestId, clock }) => {
    done.push([due, requestId, clock.now()]);
  },
};
const consumer: EventConsumer = { name: 'listener', receive: async () => {} };
const start = (more: Pick<SubgraphDefinition, 'jobs' | 'consumers'>) =>
  startWork(
    { ...definition, ...more },
    { name: 'things', database },
    { databaseUrl, logger, clock: fixedClock(seedNow) },
  );
const openConnections = async () => {
  const rows = await client`select application_name as name from pg_stat_activity
    where datname = ${name} and application_name in ('jobs', 'relay')`;
  return [...new Set(rows.map((row) => String(row['name'])))].sort();
};

test('a subgraph without jobs and consumers opens nothing', async () => {
  const work = await start({});
  expect(await openConnections()).toEqual([]);
  await work.stop();
});

test('a subgraph does its jobs and relays its events until it is told to stop', async () => {
  const work = await start({ jobs: [job], consumers: [consumer] });
  await vi.waitFor(async () => expect(await openConnections()).toEqual(['jobs', 'relay']), 20_000);
  await vi.waitFor(() => expect(done).toHaveLength(1), 20_000);
  await work.stop();

  expect(done).toEqual([[key, `thing:${key.customerId}:${key.id}`, seedNow]]);
  await vi.waitFor(async () => expect(await openConnections()).toEqual([]), 20_000);
}, 30_000);
