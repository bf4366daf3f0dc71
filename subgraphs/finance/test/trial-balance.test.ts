import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as, type FinanceWorld, openFinance } from './finance-world.ts';
import { makePayment, makeShop } from './makers-captured.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
});
afterAll(() => world[Symbol.asyncDispose]());

const ask = async (at: string | null = null) => {
  const { data, errors } = await world.query(
    'query ($at: DateTime) { ledgerTrialBalance(at: $at) { asset debit credit difference } }',
    { as: as('auditor'), variables: { at } },
  );
  expect(errors).toBeUndefined();
  return data?.['ledgerTrialBalance'] as { asset: string; debit: string; credit: string; difference: string }[];
};
const centsOf = (amount = '') => BigInt(amount.replace('.', ''));

test('the trial balance has difference 0 for every asset (AT-6-1)', async () => {
  const rows = await ask();

  expect(rows.map(({ asset, difference }) => [asset, difference])).toEqual([
    ['CNY', '0.00'],
    ['PTS', '0'],
  ]);
  expect(rows.every(({ debit, credit }) => debit === credit && !debit.startsWith('0'))).toBe(true);
  await world.checkInvariants();
});

test('the trial balance grows by what is booked, from its instant on', async () => {
  const before = await ask();
  const earlier = world.clock.now();
  world.clock.advance(1_000);
  await makeShop(world, 90);
  await makePayment(world, { shop: 90, customer: 3, amount: '77.00', payable: 960 });
  const [money] = await ask();

  expect(centsOf(money?.debit) - centsOf(before[0]?.debit)).toBeGreaterThanOrEqual(77_00n);
  expect(await ask(earlier.toISOString())).toEqual(before);
  expect(await ask('2000-01-01T00:00:00Z')).toEqual([]);
});

test('the trial balance shows what does not balance', async () => {
  await world.subgraph.database.write.transaction(async (transaction) => {
    // Past the rules that keep it from happening.
    await transaction.execute(sql`set local session_replication_role = replica`);
    await transaction.execute(sql`
      update ledger_entries set amount_minor = amount_minor + 1
      where id = (select id from ledger_entries where asset = 'CNY' and direction = 'CREDIT' limit 1)`);
  });

  expect((await ask()).map(({ asset, difference }) => [asset, difference])).toEqual([
    ['CNY', '-0.01'],
    ['PTS', '0'],
  ]);
});
