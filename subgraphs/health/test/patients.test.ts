import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castUuid } from '@ecosystem/kit/world';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { health } from '../src/index.ts';

const world = await openTestSubgraph(health);
afterAll(() => world[Symbol.asyncDispose]());
const { write } = world.subgraph.database;

const addPatients = (customer: number, count: number): SQL => sql`
  insert into patients (customer_id, id, relationship, gender, name_masked)
  select ${castUuid(customer)}, gen_random_uuid(), 'OTHER', 'UNKNOWN', '某*' from generate_series(1, ${count}::int)`;

async function countPatients(customer: number) {
  const [row] = await write.execute(
    sql`select count(*)::int as count from patients where customer_id = ${castUuid(customer)}`,
  );
  return row?.['count'];
}

/** Whether some statement waits for the lock under which patients are counted. */
async function isSomebodyWaiting() {
  const [row] = await write.execute(sql`
    select exists (
      select from pg_locks
      where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())
    ) as "isWaiting"`);
  return row?.['isWaiting'] === true;
}

const refusal = { cause: { code: '23514', constraint_name: 'patients_at_most_8' } };

test('a customer with 8 patients gets no ninth (H10)', async () => {
  expect(await countPatients(20)).toBe(8);
  await expect(write.execute(addPatients(20, 1))).rejects.toMatchObject(refusal);
  expect(await countPatients(20)).toBe(8);
});

test('of patients in one statement, 8 are taken and 9 refused together (H10)', async () => {
  await expect(write.execute(addPatients(900, 9))).rejects.toMatchObject(refusal);
  expect(await countPatients(900)).toBe(0);
  await write.execute(addPatients(900, 8));
  expect(await countPatients(900)).toBe(8);
});

test('a patient does not move to a customer with 8 (H10)', async () => {
  await write.execute(addPatients(901, 1));

  const move = sql`update patients set customer_id = ${castUuid(20)} where customer_id = ${castUuid(901)}`;

  await expect(write.execute(move)).rejects.toMatchObject(refusal);
});

test('of two transactions that add the eighth and the ninth patient at once, one is refused (H10)', async () => {
  await write.execute(addPatients(902, 7));
  const inserted = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const eighth = write.transaction(async (transaction) => {
    await transaction.execute(addPatients(902, 1));
    inserted.resolve();
    await mayCommit.promise;
  });
  await inserted.promise;

  let isSettled = false;
  const ninth = write
    .execute(addPatients(902, 1))
    .then(
      () => null,
      (error: unknown) => error,
    )
    .finally(() => {
      isSettled = true;
    });
  while (!(isSettled || (await isSomebodyWaiting()))) await new Promise(setImmediate);
  mayCommit.resolve();
  await eighth;

  expect(await ninth).toMatchObject(refusal);
  expect(await countPatients(902)).toBe(8);
});
