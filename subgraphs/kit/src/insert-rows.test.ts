import { randomBytes } from 'node:crypto';
import { boolean, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { bytes, instant } from './columns.ts';
import { insertRows } from './insert-rows.ts';
import { testDatabaseUrl } from './testing.ts';
import { rowsOf } from './world.ts';

const name = `rows_${randomBytes(6).toString('hex')}`;
const things = pgTable(name, {
  id: integer('id').primaryKey(),
  label: text('label'),
  words: text('words').array(),
  facts: jsonb('facts').$type<unknown>(),
  sealed: bytes('sealed'),
  seenAt: instant('seen_at'),
  isNew: boolean('is_new').notNull().default(true),
});
const client = postgres(testDatabaseUrl('postgres'), { max: 1, onnotice: () => {} });
afterAll(() => client.end());

test('rows come back as they were given, whatever stands in them, and without a value they have the default', async () => {
  await client.unsafe(`create table ${name} (id int primary key, label text, words text[], facts jsonb, sealed bytea,
    seen_at timestamptz, is_new boolean not null default true)`);
  const odd = 'a "quote", a \\ back\tslash,\n{brace} NULL 羊';
  const full = {
    id: 1,
    label: odd,
    words: [odd, ''],
    facts: { [odd]: [1, null] },
    sealed: Buffer.from([0, 92, 255]),
    seenAt: new Date('2026-11-01T00:00:00.123Z'),
    isNew: false,
  };
  const bare = { id: 2, label: null };

  await insertRows(client, rowsOf(things, [full, bare, { id: 3, label: '' }]));

  expect(await drizzle(client).select().from(things).orderBy(things.id)).toEqual([
    full,
    { id: 2, label: null, words: null, facts: null, sealed: null, seenAt: null, isNew: true },
    { id: 3, label: '', words: null, facts: null, sealed: null, seenAt: null, isNew: true },
  ]);
});
