import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { checkInvariants, readInvariants } from './invariants.ts';
import { testDatabaseUrl } from './testing.ts';

const root = await mkdtemp(join(tmpdir(), 'ecosystem-invariants-'));
const database = openDatabase({
  url: testDatabaseUrl('postgres'),
  applicationName: 'invariants',
  statementTimeoutMs: 10_000,
});
afterAll(async () => {
  await database.close();
  await rm(root, { recursive: true });
});

/** A folder with these files. */
async function write(files: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(root, 'invariants-'));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return pathToFileURL(`${folder}/`);
}

describe('checked', () => {
  test('queries that find nothing are invariants that hold', async () => {
    const folder = await write({ 's01-nothing.sql': '-- S1 nothing\nselect where false\n' });

    await expect(checkInvariants('shop', database, folder)).resolves.toBeUndefined();
  });

  test('each broken one is named with its first three rows, and those that hold are not', async () => {
    const folder = await write({
      's03-no-wealth.sql': '-- S3 no wealth\nselect 9007199254740993::bigint as minor\n',
      's02-nothing.sql': '-- S2 nothing\nselect where false\n',
      's01-no-two.sql': '-- S1 no two\nselect n from generate_series(7, 10) as n\n',
    });

    await expect(checkInvariants('shop', database, folder)).rejects.toThrow(
      'The shop database breaks its invariants:\nS1 no two: [{"n":7},{"n":8},{"n":9}]\nS3 no wealth: [{"minor":"9007199254740993"}]',
    );
  });
});

describe('read', () => {
  test('they come in the order of their names, with a sentence, a query, and whether the database enforces them', async () => {
    const folder = await write({
      'plain.sql': '-- a cart is small\n-- Counted in lines.\nselect 1\nwhere false\n',
      's01-stock.sql': '-- S1* stock covers it\r\nselect where false\r\n',
      'one-active.sql': '-- * one 2*2 active\nselect where false',
      'times.sql': '-- never 2 * 2\nselect where false',
    });

    expect(readInvariants(folder)).toEqual([
      { name: 'one-active', sentence: '* one 2*2 active', isEnforced: true, query: 'select where false' },
      {
        name: 'plain',
        sentence: 'a cart is small',
        isEnforced: false,
        query: '-- Counted in lines.\nselect 1\nwhere false',
      },
      { name: 's01-stock', sentence: 'S1* stock covers it', isEnforced: true, query: 'select where false' },
      { name: 'times', sentence: 'never 2 * 2', isEnforced: false, query: 'select where false' },
    ]);
  });

  test.each([
    ['no sentence', 'bare.sql', 'select 1\n', /bare\.sql must begin with a comment/],
    ['an empty sentence', 'mute.sql', '--\nselect 1\n', /mute\.sql must begin with a comment/],
    ['no query', 'idle.sql', '-- nothing is asked\n', /idle\.sql has no query/],
    ['comments alone', 'talk.sql', '-- nothing is asked\n  -- really\n', /talk\.sql has no query/],
    ['another ending', 'lost.txt', '-- lost\nselect 1\n', /lost\.txt must be a file that ends with \.sql/],
  ])('a file with %s is named', async (_, name, text, message) => {
    const folder = await write({ [name]: text });

    expect(() => readInvariants(folder)).toThrow(message);
  });

  test('a folder that is empty or away is an error, because nothing would be checked', async () => {
    const folder = await write({});

    expect(() => readInvariants(folder)).toThrow(/holds no invariant/);
    expect(() => readInvariants(new URL('away/', folder))).toThrow(/invariants-\w+\/away\/ cannot be read/);
  });
});
