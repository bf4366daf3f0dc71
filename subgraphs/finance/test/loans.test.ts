import { makeChange } from '@ecosystem/kit/command';
import { outbox } from '@ecosystem/kit/common-tables';
import { formatId } from '@ecosystem/kit/ids';
import { runDueJobs } from '@ecosystem/kit/testing-jobs';
import { castUuid } from '@ecosystem/kit/world';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { collectInstalments } from '../src/commands/instalment-collect.ts';
import { ledgerEntries, ledgerTransactions, wallets } from '../src/db/tables.ts';
import { collectInstalmentJob } from '../src/jobs/collect-instalment.ts';
import { customerNumber, type FinanceWorld, openFinance } from './finance-world.ts';
import { makeLoan, setAvailable } from './makers-loans.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

let customer = 30;
beforeEach(() => {
  // Each story has a borrower of its own, whose other loans have no plan.
  customer += 1;
  world.clock.moveTo(noonOf('2026-11-01'));
});

const noonOf = (day: string) => new Date(`${day}T12:00:00+08:00`);

/** Three instalments of 100.00 without interest, due on 15 November, December and January. */
const threeHundred = () =>
  makeLoan(world, {
    customerId: castUuid(customer),
    principalMinor: 300_00n,
    aprPercent: '0',
    months: 3,
    disbursedOn: '2026-10-15',
  });

/** Does what is due at noon of a day, twice: the second time must change nothing. */
async function collectOn(day: string): Promise<void> {
  world.clock.moveTo(noonOf(day));
  const { clock, databaseUrl, subgraph } = world;
  const options = {
    works: [collectInstalmentJob],
    databaseUrl,
    database: subgraph.database,
    clock,
  };
  for (const _ of ['first', 'again']) expect(await runDueJobs(options)).toEqual([]);
}

async function readLoan(id: string) {
  const { data } = await world.query(
    '{ me { finance { loans { id status outstanding { amount } nextDueOn } wallet { available { amount } } } } }',
    { as: customerNumber(customer) },
  );
  const { finance } = (data as { me: { finance: Shown } }).me;
  const loan = finance.loans.find((one) => one.id === formatId('lon', id));
  return [loan?.status, loan?.outstanding.amount, loan?.nextDueOn, finance.wallet.available.amount];
}
interface Shown {
  readonly loans: readonly { id: string; status: string; outstanding: { amount: string }; nextDueOn: string | null }[];
  readonly wallet: { readonly available: { readonly amount: string } };
}

const toldOf = async (id: string) => {
  const events = await world.subgraph.database.write
    .select({ topic: outbox.topic, paid: sql<string>`${outbox.payload}->>'paidMinor'` })
    .from(outbox)
    .where(sql`${outbox.payload}->>'loanId' = ${id}`)
    .orderBy(outbox.position);
  return events.map(({ topic, paid }) => `${topic} ${paid}`);
};

test('an instalment is taken on its day and not before, until the loan is settled', async () => {
  const id = await threeHundred();
  await setAvailable(world, castUuid(customer), 1_000_00n);

  await collectOn('2026-11-14');
  expect(await readLoan(id)).toEqual(['IN_REPAYMENT', '300.00', '2026-11-15', '1000.00']);
  await collectOn('2026-11-15');
  expect(await readLoan(id)).toEqual(['IN_REPAYMENT', '200.00', '2026-12-15', '900.00']);
  await collectOn('2026-12-15');
  await collectOn('2027-01-15');
  expect(await readLoan(id)).toEqual(['SETTLED', '0.00', null, '700.00']);
  await collectOn('2027-02-15');
  expect(await toldOf(id)).toEqual(['loan.instalment_paid 10000', 'loan.instalment_paid 10000', 'loan.settled 10000']);
});

test('an instalment that the wallet cannot pay makes the loan overdue; it is tried each day, and caught up whole', async () => {
  const id = await threeHundred();
  await setAvailable(world, castUuid(customer), 99_99n);

  await collectOn('2026-11-15');
  expect(await readLoan(id)).toEqual(['OVERDUE', '300.00', '2026-11-15', '99.99']);
  await collectOn('2026-11-16');
  await setAvailable(world, castUuid(customer), 250_00n);
  // What came in later on the same day waits for the next one.
  await collectOn('2026-11-16');
  expect(await readLoan(id)).toEqual(['OVERDUE', '300.00', '2026-11-15', '250.00']);
  await collectOn('2026-11-17');
  expect(await readLoan(id)).toEqual(['IN_REPAYMENT', '200.00', '2026-12-15', '150.00']);
  expect(await toldOf(id)).toEqual(['loan.instalment_missed 0', 'loan.caught_up 10000']);
});

test('of two instalments that are overdue the older is taken alone if there is no more', async () => {
  const id = await threeHundred();
  await setAvailable(world, castUuid(customer), 0n);
  await collectOn('2026-12-15');
  await setAvailable(world, castUuid(customer), 150_00n);
  await collectOn('2026-12-16');

  expect(await readLoan(id)).toEqual(['OVERDUE', '200.00', '2026-12-15', '50.00']);
  expect(await toldOf(id)).toEqual(['loan.instalment_missed 0', 'loan.instalment_missed 10000']);
});

test('a loan is written off once it is overdue for more than 180 days', async () => {
  const id = await threeHundred();
  await setAvailable(world, castUuid(customer), 0n);
  await collectOn('2026-11-15');
  await collectOn('2027-05-14');
  expect(await readLoan(id)).toEqual(['OVERDUE', '300.00', '2026-11-15', '0.00']);
  await collectOn('2027-05-15');
  expect(await readLoan(id)).toEqual(['WRITTEN_OFF', '300.00', null, '0.00']);
  await setAvailable(world, castUuid(customer), 500_00n);
  await collectOn('2027-05-16');

  expect(await readLoan(id)).toEqual(['WRITTEN_OFF', '300.00', null, '500.00']);
  expect(await toldOf(id)).toEqual(['loan.instalment_missed 0', 'loan.written_off 0']);
});

test('no money goes out of a frozen wallet', async () => {
  const id = await threeHundred();
  await setAvailable(world, castUuid(customer), 500_00n);
  const { write } = world.subgraph.database;
  await write
    .update(wallets)
    .set({ status: 'FROZEN' })
    .where(eq(wallets.customerId, castUuid(customer)));
  await collectOn('2026-11-15');

  expect(await readLoan(id)).toEqual(['OVERDUE', '300.00', '2026-11-15', '500.00']);
});

test('what is held for payments is not free for an instalment', async () => {
  customer = 1;
  const id = await threeHundred();
  await setAvailable(world, castUuid(1), 99_99n);
  await collectOn('2026-11-15');
  customer = 40;

  const { data } = await world.query('{ me { finance { wallet { held { amount } } loans { id status } } } }', {
    as: customerNumber(1),
  });
  expect(data).toMatchObject({
    me: {
      finance: {
        wallet: { held: { amount: '120.00' } },
        loans: expect.arrayContaining([{ id: formatId('lon', id), status: 'OVERDUE' }]),
      },
    },
  });
});

test('principal and interest leave apart by the clearing account, in one transaction', async () => {
  const id = await makeLoan(world, {
    customerId: castUuid(customer),
    principalMinor: 10_000_00n,
    aprPercent: '12',
    months: 12,
    disbursedOn: '2026-10-15',
  });
  await setAvailable(world, castUuid(customer), 2_000_00n);
  await collectOn('2026-11-15');

  const entries = await world.subgraph.database.write
    .select({ narrative: ledgerEntries.narrative, amountMinor: ledgerEntries.amountMinor })
    .from(ledgerEntries)
    .innerJoin(ledgerTransactions, eq(ledgerTransactions.id, ledgerEntries.transactionId))
    .where(and(eq(ledgerTransactions.reference, `loan:${id}:instalment:1`), eq(ledgerEntries.kind, 'LOAN_INSTALMENT')));
  expect(entries.map(({ narrative, amountMinor }) => [narrative, amountMinor]).toSorted()).toEqual([
    ['Loan instalment', 888_49n],
    ['Loan interest', 100_00n],
    ['Loan principal', 788_49n],
  ]);
});

test('a loan that two processes collect at once pays once', async () => {
  const id = await threeHundred();
  await setAvailable(world, castUuid(customer), 500_00n);
  world.clock.moveTo(noonOf('2026-11-15'));
  const processes = [1, 2, 3].map(() => ({ clock: world.clock, database: world.subgraph.database }));
  const key = { customerId: castUuid(customer), id };
  await Promise.all(processes.map((process) => makeChange(process, (change) => collectInstalments(change, key))));

  expect(await readLoan(id)).toEqual(['IN_REPAYMENT', '200.00', '2026-12-15', '400.00']);
});
