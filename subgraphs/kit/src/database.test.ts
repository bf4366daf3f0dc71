import { sql } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { afterAll, expect, test } from 'vitest';
import { anyOf, type Database, openDatabase, statement } from './database.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import { testDatabaseUrl } from './testing.ts';

const things = pgTable('things', { id: integer('id').primaryKey(), name: text('name').notNull() });
const thingsById = statement<{ keys: readonly number[] }, typeof things.$inferSelect>('test.things_by_id', (pool) =>
  pool.select().from(things).where(anyOf(things.id, 'keys')).orderBy(things.id),
);

const database: Database = await open();
afterAll(() => database.close());

test('a statement takes any number of keys and is prepared once for each connection', async () => {
  await database.write.execute(
    sql`create table things as select id, 'thing ' || id as name from generate_series(1, 9) id`,
  );
  for (const keys of [[], [1], [2, 3, 4, 99]]) {
    const rows = await thingsById(database, { keys });
    expect(rows.map(({ id }) => id)).toEqual(keys.filter((key) => key < 10));
  }

  const [known] = await database.read.execute(
    sql`select generic_plans from pg_prepared_statements where statement like '%from "things"%'`,
  );
  expect(known).toEqual({ generic_plans: '3' });
});

test('each statement is announced by its name', async () => {
  const names: string[] = [];
  database.onStatement = (name) => names.push(name);
  await thingsById(database, { keys: [1] });
  database.onStatement = null;

  expect(names).toEqual(['test.things_by_id']);
});

test('the pool for reads refuses to write', async () => {
  await expect(database.read.execute(sql`delete from things`)).rejects.toMatchObject({
    cause: { message: 'cannot execute DELETE in a read-only transaction' },
  });
});

test('a statement that takes too long is ended', async () => {
  await expect(database.read.execute(sql`select pg_sleep(60)`)).rejects.toMatchObject({
    cause: { message: 'canceling statement due to statement timeout' },
  });
});

async function open(): Promise<Database> {
  const name = `database_${process.pid}`;
  await ensureDatabases(testDatabaseUrl('postgres'), [name]);
  return openDatabase({
    url: testDatabaseUrl(name),
    applicationName: name,
    statementTimeoutMs: 200,
    readConnections: 1,
  });
}
