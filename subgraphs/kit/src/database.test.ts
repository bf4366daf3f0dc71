import { sql } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { anyOf, type Database, openDatabase, type Pool, statement } from './database.ts';
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

describe('a transaction whose connection is lost', () => {
  const backendOf = async (pool: Pool) => {
    const [row] = await pool.execute(sql`select pg_backend_pid() as id`);
    return Number(row?.['id']);
  };
  const terminate = (id: number) => database.read.execute(sql`select pg_terminate_backend(${id}::int)`);

  test('fails, and what it still sends is run nowhere', async () => {
    const late: Promise<unknown>[] = [];
    const lost = database.write.transaction(async (pool) => {
      await pool.execute(sql`insert into things values (${100}::int, ${'before'}::text)`);
      await terminate(await backendOf(pool));
      try {
        await pool.execute(sql`select ${1}::int`);
      } finally {
        // A statement of the pool gets the connection that is opened anew; those of the transaction must not.
        late.push(database.write.execute(sql`select ${2}::int`));
        late.push(pool.execute(sql`insert into things values (${101}::int, ${'after'}::text)`));
      }
    });

    await expect(lost).rejects.toThrow();
    // The work of the transaction learns of it a moment after its caller.
    await vi.waitFor(() => expect(late).toHaveLength(2));
    expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await database.write.execute(sql`select from things where id >= ${100}::int`)).toHaveLength(0);
  });

  test('leaves the pool, and the process, to those that follow', async () => {
    const lost = Array.from({ length: 8 }, () =>
      database.write.transaction(async (pool) => {
        await terminate(await backendOf(pool));
        await Promise.all([1, 2, 3].map((value) => pool.execute(sql`select ${value}::int`)));
      }),
    );

    expect(new Set((await Promise.allSettled(lost)).map(({ status }) => status))).toEqual(new Set(['rejected']));
    await database.write.transaction((pool) =>
      pool.execute(sql`insert into things values (${102}::int, ${'whole'}::text)`),
    );
    expect(await database.write.execute(sql`select from things where id >= ${100}::int`)).toHaveLength(1);
  });

  test('has its statements prepared', async () => {
    await database.write.transaction(async (pool) => {
      const texts = await Promise.all(
        [1, 2, 3].map((value) => pool.execute(sql`select ${value}::int as prepared_once`)),
      );
      expect(texts.map(([row]) => row)).toEqual([1, 2, 3].map((value) => ({ prepared_once: value })));
      const known = await pool.execute(sql`select from pg_prepared_statements where statement like '%prepared_once%'`);
      // Each of the first three was sent before the first was known.
      expect(known.length).toBeGreaterThan(0);
    });
  });
});
