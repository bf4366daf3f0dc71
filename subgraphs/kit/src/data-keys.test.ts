import { sql } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { dataKeys, destroyDataKey, findDataKey, obtainDataKey } from './data-keys.ts';
import { openDatabase } from './database.ts';
import { ensureDatabases } from './embedded-postgres/databases.ts';
import { createVault } from './field-encryption.ts';
import { testDatabaseUrl } from './testing.ts';
import { testFieldKeys } from './testing-keys.ts';
import { castUuid, seedNow } from './world.ts';

const name = `data_keys_${process.pid}`;
await ensureDatabases(testDatabaseUrl('postgres'), [name]);
const database = openDatabase({ url: testDatabaseUrl(name), applicationName: 'keys', statementTimeoutMs: 10_000 });
const pool = database.write;
const vault = createVault(testFieldKeys);
const liwei = castUuid(1);
const place = { table: 'things', column: 'name_enc', rowId: liwei };

beforeEach(async () => {
  const columns = getTableConfig(dataKeys).columns.map((column) => {
    const fallback = column.name === 'version' ? 'default 1' : column.hasDefault ? 'default now()' : '';
    return `${column.name} ${column.getSQLType()} ${column.primary ? 'primary key' : fallback}`;
  });
  await pool.execute(sql.raw(`drop table if exists data_keys; create table data_keys (${columns.join(', ')})`));
});
afterAll(() => database.close());

test('a customer without a data key gets one at first use, and the same ever after', async () => {
  expect(await findDataKey(pool, vault, liwei)).toBeNull();

  const sealed = (await obtainDataKey(pool, vault, liwei))?.seal('张伟', place);

  expect(sealed && (await obtainDataKey(pool, vault, liwei))?.open(sealed, place)).toBe('张伟');
  expect(sealed && (await findDataKey(pool, vault, liwei))?.open(sealed, place)).toBe('张伟');
});

test('two that ask at the same moment get one key', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => obtainDataKey(pool, vault, liwei)));
  const sealed = first?.seal('张伟', place);

  expect(sealed && second?.open(sealed, place)).toBe('张伟');
});

test('a data key that was destroyed is gone, is not made again, and keeps the time of its end', async () => {
  await obtainDataKey(pool, vault, liwei);

  await destroyDataKey(pool, liwei, seedNow);
  await destroyDataKey(pool, liwei, new Date());

  expect(await findDataKey(pool, vault, liwei)).toBeNull();
  expect(await obtainDataKey(pool, vault, liwei)).toBeNull();
  expect(await pool.select().from(dataKeys)).toMatchObject([{ wrappedKey: null, destroyedAt: seedNow, version: 2 }]);
});

test('a customer who never had one gets none after the end', async () => {
  await destroyDataKey(pool, liwei, seedNow);

  expect(await obtainDataKey(pool, vault, liwei)).toBeNull();
});

test('the wrapped key of another customer does not open', async () => {
  await obtainDataKey(pool, vault, liwei);
  await pool.execute(sql`update data_keys set customer_id = ${castUuid(2)}`);

  await expect(findDataKey(pool, vault, castUuid(2))).rejects.toThrow(/is of another customer/);
});
