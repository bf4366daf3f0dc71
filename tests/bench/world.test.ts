import { prepareDatabase } from '@ecosystem/kit/bootstrap';
import { openDatabase } from '@ecosystem/kit/database';
import { ensureDatabases } from '@ecosystem/kit/embedded-postgres';
import { createVault } from '@ecosystem/kit/field-encryption';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { testDatabaseUrl } from '@ecosystem/kit/testing';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { castUuid, createSeedWorld } from '@ecosystem/kit/world';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { definitions } from '../definitions.ts';
import { oneStatement } from './hand-written/one-statement.ts';
import { perTable } from './hand-written/per-table.ts';
import { readerOf } from './hand-written/rows.ts';
import { fillOneDatabase, oneDatabase } from './world/one-database.ts';

/** More than are seeded at once, so that parts meet. */
const customers = 520;
const urlOf = (name: string) => testDatabaseUrl(`bench_${name}`);
const all = Object.values(definitions);

beforeAll(async () => {
  await ensureDatabases(
    testDatabaseUrl('postgres'),
    [...all.map(({ name }) => name), oneDatabase].map((name) => `bench_${name}`),
  );
  const seeding = { world: createSeedWorld(customers), vault: createVault(testFieldKeys) };
  for (const definition of all) await prepareDatabase(definition, urlOf(definition.name), seeding);
  await fillOneDatabase(urlOf, all);
}, 120_000);

const everything = postgres(urlOf(oneDatabase), { max: 1 });
afterAll(() => everything.end());

test.each(all)('a world of several parts keeps every invariant of $name', async (definition) => {
  const url = urlOf(definition.name);
  const database = openDatabase({ url, applicationName: 'bench', statementTimeoutMs: 60_000 });
  try {
    await checkInvariants(definition.name, database, definition.invariants);
  } finally {
    await database.close();
  }
});

test('the one database holds the rows of all five', async () => {
  const [found] = await everything`
    select (select count(*)::int from social.customers) as customers,
      (select count(distinct customer_id)::int from commerce.orders) as buyers,
      (select text_id from auto.rides where customer_id = ${castUuid(5)} order by requested_at desc limit 1) as ride`;

  expect(found).toEqual({ customers, buyers: customers - 1, ride: 'rid_01kdvdna00e008000000000001' });
});

test.each([
  ['q1', 511],
  ['deep', 1],
  ['deep', 53],
  ['catalogue', 1],
  ['catalogue', 101],
] as const)('both hand-written endpoints give one answer to %s of number %i', async (name, number) => {
  const id = castUuid(number);

  const [row] = await everything.unsafe<{ body: string }[]>(oneStatement[name], [id]);
  const data = await perTable[name](readerOf(everything), id);

  expect(JSON.parse(row?.body ?? '')).toEqual(JSON.parse(JSON.stringify({ data })));
});
