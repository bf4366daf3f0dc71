import { desc, sql } from 'drizzle-orm';
import { boolean, date, integer, numeric, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instant } from './columns.ts';
import type { Connection } from './connections.ts';
import { type Database, openDatabase } from './database.ts';
import { expectRow } from './doors.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import type { BatchQuery } from './loaders.ts';
import { among, contains, type PageKey, pagesBy } from './pages.ts';
import { testDatabaseUrl } from './testing.ts';

const notes = pgTable('notes', {
  ownerId: uuid('owner_id').notNull(),
  shelfId: uuid('shelf_id').notNull(),
  id: uuid('id').notNull(),
  writtenAt: instant('written_at').notNull(),
  writtenOn: date('written_on', { mode: 'string' }).notNull(),
  weight: integer('weight').notNull(),
  rating: numeric('rating', { precision: 3, scale: 2 }).notNull(),
  title: text('title').notNull(),
  kind: text('kind').notNull(),
  isHidden: boolean('is_hidden').notNull(),
});
type Note = typeof notes.$inferSelect;

const [anna, bert] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'];
const [oak, pine] = ['00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000c2'];
const database: Database = await open();
afterAll(() => database.close());

/** 40 notes of each owner, half of them on each shelf, with few different values to sort by, some of them negative. */
beforeAll(async () => {
  await database.write.execute(sql`
    create table notes (owner_id uuid, shelf_id uuid, id uuid, written_at timestamptz(3), written_on date, weight integer,
      rating numeric(3, 2), title text, kind text, is_hidden boolean)`);
  await database.write.execute(sql`
    insert into notes
    select owner_id, case when number % 2 = 0 then ${oak}::uuid else ${pine}::uuid end, gen_random_uuid(),
      timestamptz '2026-11-01 00:00:00.120+00' - make_interval(days => number % 4), date '2026-11-01' - number % 4,
      number % 4 - 2, (number % 4) * 0.25, 'Note ' || number || ' of 100 %', (array['PLAN', 'LETTER', 'DIARY', 'LIST'])[1 + number % 4], number = 40
    from unnest(array[${anna}, ${bert}]::uuid[]) as owner(owner_id), generate_series(1, 40) as number`);
});

const byId = { column: notes.id, type: 'uuid', textOf: (row: Note) => row.id } as const;
const byWeight = { column: notes.weight, type: 'integer', textOf: (row: Note) => String(row.weight) } as const;
const newest = pagesBy('test.newest', notes, {
  by: notes.ownerId,
  direction: 'desc',
  sort: [{ column: notes.writtenAt, type: 'timestamptz', textOf: (row) => row.writtenAt.toISOString() }, byId],
  filters: { title: contains(notes.title), kind: among(notes.kind) },
});

async function read<Filter extends string>(query: BatchQuery<PageKey<Filter>, Connection<Note>>, key: PageKey<Filter>) {
  const [page] = await query.fetch(database, [key]);
  if (!page || page instanceof Error) throw page ?? new Error('No page came back.');
  return page;
}

/** All pages of a list, one after the other. */
async function readAll(query: BatchQuery<PageKey<never>, Connection<Note>>, by: PageKey<never>['by'], first: number) {
  const nodes: Note[] = [];
  let after: string | null = null;
  do {
    const page: Connection<Note> = await read(query, { by, page: { first, after } });
    nodes.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}

describe('the pages of a list, one after the other, are the list', () => {
  const sorts = [
    ['instants', { column: notes.writtenAt, type: 'timestamptz', textOf: (row: Note) => row.writtenAt.toISOString() }],
    ['days', { column: notes.writtenOn, type: 'date', textOf: (row: Note) => row.writtenOn }],
    ['whole numbers', byWeight],
    ['decimals', { column: notes.rating, type: 'numeric', textOf: (row: Note) => row.rating }],
    ['ids', byId],
  ] as const;

  test.each(sorts)('sorted by %s that are often equal, in both directions', async (_, key) => {
    const sort = key === byId ? [byId] : [key, byId];
    const options = { by: notes.ownerId, sort };
    const falling = pagesBy(`test.falling_by_${key.type}`, notes, { ...options, direction: 'desc' });
    const rising = pagesBy(`test.rising_by_${key.type}`, notes, { ...options, direction: 'asc' });
    const whole = await database.read
      .select()
      .from(notes)
      .where(sql`${notes.ownerId} = ${anna}`)
      .orderBy(...sort.map(({ column }) => desc(column)));

    expect(whole).toHaveLength(40);
    expect(await readAll(falling, anna, 7)).toEqual(whole);
    expect(await readAll(rising, anna, 7)).toEqual(whole.toReversed());
  });

  test('of an owner that several columns name', async () => {
    const ofShelf = pagesBy('test.of_shelf', notes, {
      by: [notes.ownerId, notes.shelfId],
      direction: 'asc',
      sort: [byId],
    });
    const found = await readAll(ofShelf, [bert, pine], 6);

    expect(found).toHaveLength(20);
    expect(found.every(({ ownerId, shelfId }) => ownerId === bert && shelfId === pine)).toBe(true);
  });

  test('that nobody owns, without the rows that are in no list', async () => {
    const shown = pagesBy('test.shown', notes, {
      by: null,
      direction: 'desc',
      sort: [byWeight, byId],
      where: sql`not ${notes.isHidden}`,
    });

    expect(await readAll(shown, null, 30)).toHaveLength(78);
  });
});

describe('a filter', () => {
  const count = async (filters: PageKey<'title' | 'kind'>['filters'] & object) =>
    (await read(newest, { by: anna, page: { first: 100, after: null }, filters })).nodes.length;

  test.each([
    ['one value', { kind: 'PLAN' }, 10],
    ['several values', { kind: ['PLAN', 'DIARY'] }, 20],
    ['no value', { kind: [] }, 0],
    ['nothing', { kind: null, title: undefined }, 40],
    ['a part of the text in another case', { title: 'NOTE 3' }, 11],
    ['a wildcard as it stands', { title: '0 %' }, 40],
    ['a wildcard that matches nothing as it stands', { title: 'Note%100' }, 0],
    ['two conditions at once', { kind: 'PLAN', title: 'Note 4' }, 2],
  ])('asks for %s', async (_, filters, expected) => {
    expect(await count(filters)).toBe(expected);
  });

  test('is a part of the key, in whatever order it is given', () => {
    const page = { first: 5, after: null };
    const keys = [
      { by: anna, page, filters: { kind: 'PLAN', title: 'Note' } },
      { by: anna, page, filters: { title: 'Note', kind: 'PLAN' } },
      { by: anna, page, filters: { title: 'Note' } },
    ].map(newest.keyOf);

    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
  });
});

describe('pages that are asked together', () => {
  const beginning = { first: 3, after: null };
  const count = async (action: () => Promise<unknown>) => {
    let statements = 0;
    database.onStatement = () => {
      statements += 1;
    };
    await action();
    database.onStatement = null;
    return statements;
  };

  test('are one statement, each as long as it was asked and in the order of the keys', async () => {
    const nobody = '00000000-0000-7000-8000-00000000000f';
    let lengths: unknown[] = [];
    const statements = await count(async () => {
      const pages = await newest.fetch(database, [
        { by: nobody, page: beginning },
        { by: bert, page: { first: 9, after: null } },
        { by: anna, page: beginning },
      ]);
      lengths = pages.map((page) => (page instanceof Error ? page : page.nodes.map(({ ownerId }) => ownerId)));
    });

    expect(statements).toBe(1);
    expect(lengths).toEqual([[], Array(9).fill(bert), Array(3).fill(anna)]);
  });

  test('do not fail with one whose cursor is forged', async () => {
    const [forged, page] = await newest.fetch(database, [
      { by: anna, page: { first: 3, after: 'forged' } },
      { by: anna, page: beginning },
    ]);

    expect(forged).toMatchObject({ message: expect.stringContaining('is not a cursor of this list') });
    expect(page).toMatchObject({ nodes: [{}, {}, {}], pageInfo: { hasNextPage: true } });
  });

  test('cost no statement if all their cursors are forged', async () => {
    expect(await count(() => newest.fetch(database, [{ by: anna, page: { first: 3, after: 'forged' } }]))).toBe(0);
  });
});

test('a page stays where it is while rows arrive before it', async () => {
  const first = await read(newest, { by: bert, page: { first: 4, after: null } });
  const second = { by: bert, page: { first: 4, after: first.pageInfo.endCursor } };
  const before = await read(newest, second);
  await database.write.insert(notes).values({
    ...expectRow(first.nodes[0] ?? null),
    id: 'ffffffff-ffff-7fff-bfff-ffffffffffff',
    writtenAt: new Date('2027-01-01T00:00:00Z'),
  });

  expect(await read(newest, second)).toEqual(before);
  expect((await read(newest, { by: bert, page: { first: 4, after: null } })).nodes[0]?.writtenAt).toEqual(
    new Date('2027-01-01T00:00:00Z'),
  );
});

async function open(): Promise<Database> {
  const name = `pages_${process.pid}`;
  await ensureDatabases(testDatabaseUrl('postgres'), [name]);
  return openDatabase({ url: testDatabaseUrl(name), applicationName: 'pages', statementTimeoutMs: 10_000 });
}
