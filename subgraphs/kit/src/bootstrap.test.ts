import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pgTable, text } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { prepareDatabase } from './bootstrap.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import { createVault } from './field-encryption.ts';
import { StartError } from './start-error.ts';
import type { SubgraphDefinition } from './subgraph.ts';
import { testDatabaseUrl } from './testing.ts';
import { testFieldKeys } from './testing-keys.ts';
import { createSeedWorld, rowsOf, sharedRowsOf } from './world.ts';

const folder = await mkdtemp(join(tmpdir(), 'ecosystem-migrations-'));
const things = pgTable('things', { name: text('name').primaryKey() });
const parts = pgTable('parts', { name: text('name') });
const seeding = (customers: number) => ({ world: createSeedWorld(customers), vault: createVault(testFieldKeys) });
let database = '';
let databases = 0;

beforeEach(async () => {
  databases += 1;
  database = `bootstrap_${process.pid}_${databases}`;
  await ensureDatabases(testDatabaseUrl('postgres'), [database]);
});
afterAll(() => rm(folder, { recursive: true }));

test('an empty database is migrated and filled once, also when two processes start at the same moment', async () => {
  const definition = await define('good', ['create table things (name text primary key)']);
  const url = testDatabaseUrl(database);

  const filled = await Promise.all([1, 2].map(() => prepareDatabase(definition, url, seeding(3))));

  expect(filled.sort()).toEqual([false, true]);
  expect(await prepareDatabase(definition, url, seeding(3))).toBe(false);
  expect(await ask('select name from things order by name')).toEqual([{ name: '1' }, { name: '2' }, { name: '3' }]);
});

test('a large world is filled in parts of whole circles, and what all customers share is inserted once', async () => {
  const parts: number[] = [];
  const definition: SubgraphDefinition = {
    ...(await define('large', ['create table things (name text primary key)'])),
    seed: async ({ customers }) => {
      parts.push(customers.length);
      const own = customers.map((customer) => ({ name: String(customer) }));
      return [sharedRowsOf(things, [{ name: 'shared' }]), rowsOf(things, own)];
    },
  };

  await prepareDatabase(definition, testDatabaseUrl(database), seeding(1_020));

  expect(parts).toEqual([500, 500, 20]);
  expect(await ask('select count(*)::int as rows from things')).toEqual([{ rows: 1_021 }]);
});

test('rows may come before those to which they refer', async () => {
  const definition = await defineParts(['1', '2', '3']);

  await prepareDatabase(definition, testDatabaseUrl(database), seeding(3));

  expect(await ask('select name from parts order by name')).toEqual([{ name: '1' }, { name: '2' }, { name: '3' }]);
  // Foreign keys are checked again afterwards.
  await expect(ask("insert into parts values ('nothing')")).rejects.toThrow('parts_of_thing');
});

test('a world in which a row refers to nothing is refused whole', async () => {
  const definition = await defineParts(['1', 'nothing']);

  await expect(prepareDatabase(definition, testDatabaseUrl(database), seeding(3))).rejects.toThrow('parts_of_thing');

  expect(await ask('select name from things')).toEqual([]);
});

test('the queue of a subgraph with jobs is made beside its tables, comes with a clone, and is left alone the next time', async () => {
  const job = { name: 'nothing', everyMs: 1_000, findDue: async () => [], run: async () => {} };
  const definition = { ...(await define('busy', ['create table things (name text primary key)'])), jobs: [job] };
  const url = testDatabaseUrl(database);
  expect(await prepareDatabase(definition, url, seeding(3))).toBe(true);
  await ask("select graphile_worker.add_job('nothing', '{}')");

  const template = database;
  database = `${template}_clone`;
  const server = postgres(testDatabaseUrl('postgres'), { max: 1 });
  await server.unsafe(`create database ${database} template ${template}`);
  await server.end();

  expect(await prepareDatabase(definition, testDatabaseUrl(database), seeding(3))).toBe(false);
  expect(await ask('select task_identifier as name from graphile_worker.jobs')).toEqual([{ name: 'nothing' }]);
  expect(await ask('select name from things order by name')).toEqual([{ name: '1' }, { name: '2' }, { name: '3' }]);
});

test('a subgraph without jobs has no queue', async () => {
  await prepareDatabase(await define('idle', []), testDatabaseUrl(database), null);

  expect(await ask("select to_regnamespace('graphile_worker') as queue")).toEqual([{ queue: null }]);
});

test('a database that shall stay empty is only migrated', async () => {
  const definition = await define('empty', ['create table things (name text primary key)']);

  await prepareDatabase(definition, testDatabaseUrl(database), null);

  expect(await ask('select name from things')).toEqual([]);
});

test('a migration that fails leaves nothing half done, and the sentence says whose it was', async () => {
  const definition = await define('broken', ['create table things (name text primary key)', 'create tabel others ()']);

  const start = prepareDatabase(definition, testDatabaseUrl(database), seeding(3));

  await expect(start).rejects.toThrow(StartError);
  await expect(start).rejects.toThrow(
    'A migration of the broken database failed, so nothing was changed: syntax error at or near "tabel".',
  );
  expect(await ask("select to_regclass('things') as things")).toEqual([{ things: null }]);
});

test('a database that does not answer is named without its password', async () => {
  const definition = await define('away', []);

  const start = prepareDatabase(definition, 'postgres://finance:hunter2@127.0.0.1:1/finance', null);

  await expect(start).rejects.toThrow(/^The away database at 127\.0\.0\.1:1\/finance does not answer: .*ECONNREFUSED/);
  await expect(start).rejects.not.toThrow('hunter2');
});

/** A subgraph with these migrations and three rows to be seeded. */
async function define(name: string, statements: string[]): Promise<SubgraphDefinition> {
  const migrations = join(folder, name);
  await mkdir(join(migrations, 'meta'), { recursive: true });
  const entries = statements.map((_, idx) => ({
    idx,
    version: '7',
    when: idx + 1,
    tag: `000${idx}`,
    breakpoints: true,
  }));
  await writeFile(
    join(migrations, 'meta/_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
  await Promise.all(statements.map((sql, index) => writeFile(join(migrations, `000${index}.sql`), sql)));
  return {
    name,
    sdl: new URL('file:///nowhere'),
    migrations: pathToFileURL(`${migrations}/`),
    resolvers: {},
    createContext: () => (request) => request,
    invariants: pathToFileURL(`${migrations}/invariants/`),
    tables: { things },
    seed: async ({ customers }) => [
      rowsOf(
        things,
        customers.map((customer) => ({ name: String(customer) })),
      ),
    ],
  };
}

/** The same with parts, each of the thing of its name, which are seeded before the things. */
async function defineParts(names: readonly string[]): Promise<SubgraphDefinition> {
  const definition = await define(`parts-${names.length}`, [
    'create table things (name text primary key)',
    'create table parts (name text constraint parts_of_thing references things)',
  ]);
  return {
    ...definition,
    tables: { things, parts },
    seed: async (world, vault) => [
      rowsOf(
        parts,
        names.map((name) => ({ name })),
      ),
      ...(await definition.seed(world, vault)),
    ],
  };
}

async function ask(query: string): Promise<unknown[]> {
  const client = postgres(testDatabaseUrl(database), { max: 1 });
  try {
    return [...(await client.unsafe(query))];
  } finally {
    await client.end();
  }
}
