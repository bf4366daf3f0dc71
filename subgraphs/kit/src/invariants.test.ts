import { afterAll, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { checkInvariants } from './invariants.ts';
import { testDatabaseUrl } from './testing.ts';

const database = openDatabase({
  url: testDatabaseUrl('postgres'),
  applicationName: 'invariants',
  statementTimeoutMs: 10_000,
});
afterAll(() => database.close());

test('queries that find nothing are invariants that hold', async () => {
  await expect(checkInvariants('shop', database, { 'S1 nothing': 'select where false' })).resolves.toBeUndefined();
});

test('each broken invariant is named with its first three rows, and those that hold are not', async () => {
  const check = checkInvariants('shop', database, {
    'S1 no two': 'select n from generate_series(7, 10) as n',
    'S2 nothing': 'select where false',
    'S3 no wealth': 'select 9007199254740993::bigint as minor',
  });

  await expect(check).rejects.toThrow(
    'The shop database breaks its invariants:\nS1 no two: [{"n":7},{"n":8},{"n":9}]\nS3 no wealth: [{"minor":"9007199254740993"}]',
  );
});
