import { sql } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from './caller.ts';
import { systemClock } from './clock.ts';
import { defineContext } from './context.ts';
import { anyOf, type Database, openDatabase, statement } from './database.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import { createVault } from './field-encryption.ts';
import { manyBy, oneBy } from './loaders.ts';
import { testDatabaseUrl } from './testing.ts';
import { testFieldKeys } from './testing-keys.ts';

const notes = pgTable('notes', { id: text('id').primaryKey(), owner: text('owner').notNull() });
type Note = typeof notes.$inferSelect;
const notesById = statement<{ keys: readonly string[] }, Note>('test.notes_by_id', (pool) =>
  pool.select().from(notes).where(anyOf(notes.id, 'keys')),
);
const notesByOwner = statement<{ keys: readonly string[] }, Note>('test.notes_by_owner', (pool) =>
  pool.select().from(notes).where(anyOf(notes.owner, 'keys')).orderBy(notes.id),
);

const database: Database = await open();
const vault = createVault(testFieldKeys);
const createContext = defineContext({
  note: oneBy(notesById, ({ id }) => id),
  notesOf: manyBy(notesByOwner, ({ owner }) => owner),
})(database, vault);
const begin = (subject: string) => {
  const caller: Caller = { subject, scopes: new Set() };
  return createContext({ caller, clock: systemClock, requestId: subject });
};
let statements: string[] = [];

beforeEach(async () => {
  await database.write.execute(sql`drop table if exists notes`);
  await database.write.execute(sql`create table notes (id text primary key, owner text not null)`);
  await database.write.execute(sql`insert into notes values ('a1', 'anna'), ('a2', 'anna'), ('b1', 'bert')`);
  statements = [];
  database.onStatement = (name) => statements.push(name);
});
afterAll(() => database.close());

describe('requests that are under way together', () => {
  test('share a statement, and none sees rows of another', async () => {
    // In turns of their own microtasks, as two resolvers would ask.
    const ask = async (owner: string) => (await Promise.resolve(begin(owner))).loaders.notesOf.load(owner);
    const [ofAnna, ofBert, ofNobody] = await Promise.all([ask('anna'), ask('bert'), ask('nobody')]);

    expect(ofAnna).toEqual([
      { id: 'a1', owner: 'anna' },
      { id: 'a2', owner: 'anna' },
    ]);
    expect(ofBert).toEqual([{ id: 'b1', owner: 'bert' }]);
    expect(ofNobody).toEqual([]);
    expect(statements).toEqual(['test.notes_by_owner']);
  });

  test('share a statement also where the keys are asked by different callbacks of one turn', async () => {
    const ask = (owner: string) =>
      new Promise((done, fail) => {
        setImmediate(() => begin(owner).loaders.notesOf.load(owner).then(done, fail));
      });
    await Promise.all([ask('anna'), ask('bert')]);

    expect(statements).toEqual(['test.notes_by_owner']);
  });

  test('do not suffer for the key of one of them that cannot be asked', async () => {
    const [good, bad, other] = await Promise.allSettled([
      begin('anna').loaders.note.load('a1'),
      begin('bert').loaders.note.load('b\u0000'),
      begin('bert').loaders.note.load('b1'),
    ]);

    expect(good).toMatchObject({ status: 'fulfilled', value: { id: 'a1' } });
    expect(bad).toMatchObject({ status: 'rejected', reason: { extensions: { code: 'BAD_USER_INPUT' } } });
    expect(other).toMatchObject({ status: 'fulfilled', value: { id: 'b1' } });
  });
});

describe('loaders inside a transaction', () => {
  test('see what it has written; batches of others, and its own from outside, do not', async () => {
    const context = begin('anna');
    await context.withinTransaction(async ({ pool, loaders }) => {
      await pool.execute(sql`update notes set owner = 'carl' where id = 'a1'`);

      expect(await loaders.note.load('a1')).toEqual({ id: 'a1', owner: 'carl' });
      const [own, others] = await Promise.all([context.loaders.note.load('a1'), begin('bert').loaders.note.load('a1')]);
      expect(own).toEqual({ id: 'a1', owner: 'anna' });
      expect(others).toEqual({ id: 'a1', owner: 'anna' });
    });
  });

  test('remember nothing: the next write is seen too', async () => {
    const { withinTransaction } = begin('anna');
    await withinTransaction(async ({ pool, loaders }) => {
      expect(await loaders.notesOf.load('dora')).toEqual([]);
      await pool.execute(sql`insert into notes values ('d1', 'dora')`);
      expect(await loaders.notesOf.load('dora')).toEqual([{ id: 'd1', owner: 'dora' }]);
    });
  });

  test('ask each key alone', async () => {
    await begin('anna').withinTransaction(async ({ loaders }) => {
      await Promise.all(['a1', 'a2', 'a1'].map((id) => loaders.note.load(id)));
    });

    expect(statements).toEqual(['test.notes_by_id', 'test.notes_by_id', 'test.notes_by_id']);
  });

  test('leave nothing behind: after it the request asks again and sees what was committed', async () => {
    const context = begin('anna');
    await context.loaders.note.load('a1');
    await context.withinTransaction(({ pool }) => pool.execute(sql`update notes set owner = 'carl' where id = 'a1'`));

    expect(await context.loaders.note.load('a1')).toEqual({ id: 'a1', owner: 'carl' });
  });

  test('are rolled back with it', async () => {
    const context = begin('anna');
    const failing = context.withinTransaction(async ({ pool }) => {
      await pool.execute(sql`delete from notes`);
      throw new Error('the rule forbids it');
    });

    await expect(failing).rejects.toThrow('the rule forbids it');
    expect(await context.loaders.note.load('a1')).toEqual({ id: 'a1', owner: 'anna' });
  });
});

async function open(): Promise<Database> {
  const name = `context_${process.pid}`;
  await ensureDatabases(testDatabaseUrl('postgres'), [name]);
  return openDatabase({ url: testDatabaseUrl(name), applicationName: name, statementTimeoutMs: 5_000 });
}

test('every request has the vault with which the contexts were made', () => {
  expect([begin('anna').vault, begin('bert').vault]).toEqual([vault, vault]);
});
