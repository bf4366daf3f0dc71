import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DueWork, JobKey } from '@ecosystem/kit/jobs';
import { listParkedJobs } from '@ecosystem/kit/parked';
import { castId } from '@ecosystem/kit/world';
import { and, eq, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  escrowPauses,
  idempotencyKeys,
  ledgerAccounts,
  ledgerEntries,
  loyalty,
  merchantPayments,
  outbox,
  payments,
  redPacketShares,
  redPackets,
  wallets,
} from '../src/db/tables.ts';
import { jobs } from '../src/jobs/index.ts';
import { dayMs, type FinanceWorld, liwei, openFinance } from './finance-world.ts';
import { aPacket, aThread, balanceOf, setWallet, walletOf } from './makers-gifts.ts';
import { aPayment, authorise, type MadePayment, paymentRow } from './makers-orders.ts';
import { earn, pointsOf } from './makers-points.ts';

const saver = 30;

let world: FinanceWorld;
let threadId = '';
beforeAll(async () => {
  world = await openFinance();
  threadId = await aThread(world, 700, [1, 2, 3]);
  // What is due in the demo world itself is done first.
  await world.runJobs();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const work = (name: string): DueWork => {
  const found = jobs.find((job) => job.name === name);
  if (!found) throw new Error(`There is no job ${name}.`);
  return found;
};
const run = (name: string) => world.runJobs([work(name)]);

const tables: readonly PgTable[] = [
  escrowPauses,
  ledgerAccounts,
  ledgerEntries,
  loyalty,
  merchantPayments,
  outbox,
  payments,
  redPackets,
  redPacketShares,
  wallets,
  idempotencyKeys,
];
/** All that a job of finance can change, as text. */
const everything = async (): Promise<string[]> => {
  const texts = await Promise.all(
    tables.map(async (table) => {
      const [row] = await world.subgraph.database.read.execute<{ text: string }>(
        sql`select coalesce(string_agg(t::text, ';' order by t::text), '') as text from ${table} as t`,
      );
      return row?.text ?? '';
    }),
  );
  return texts;
};

/** Jobs of finance log nothing. */
const quiet = Object.freeze({}) as Parameters<DueWork['run']>[1]['logger'];
const runKey = (name: string, key: JobKey) =>
  work(name).run(key, { clock: world.clock, database: world.subgraph.database, logger: quiet, requestId: 'test' });

/** For each job: something that comes due after `afterMs`, and how to see whether it was done. */
const cases: readonly {
  readonly name: string;
  readonly afterMs: number;
  readonly make: () => Promise<() => Promise<boolean>>;
}[] = [
  {
    name: 'expire-payment',
    afterMs: 900_000,
    make: async () => {
      const made = await aPayment(world, '7.00', 'MANUAL');
      return async () => (await paymentRow(world, made)).status === 'EXPIRED';
    },
  },
  {
    name: 'release-escrow',
    afterMs: 10 * dayMs,
    make: async () => {
      const made = await aPayment(world, '7.00', 'ESCROW');
      await authorise(world, made);
      return async () => !(await paymentRow(world, made)).isInEscrow;
    },
  },
  {
    name: 'return-red-packet',
    afterMs: dayMs,
    make: async () => {
      await aPacket(world, 1, '7.00', { threadId });
      return async () => (await balanceOf(world, 'red-packet', null)) === 0n;
    },
  },
  {
    name: 'expire-points',
    // To the end of the day twelve months later.
    afterMs: 366 * dayMs,
    make: async () => {
      world.clock.moveTo(new Date('2028-06-01T00:00:00Z'));
      await run('expire-points');
      const before = await pointsOf(world, saver);
      await earn(world, saver, 70n);
      return async () => (await pointsOf(world, saver)) === before;
    },
  },
  {
    name: 'forget-keys',
    afterMs: 72 * 3_600_000,
    make: async () => {
      const at = world.clock.now();
      const expiresAt = new Date(at.getTime() + 72 * 3_600_000);
      const row = { callerId: castId('cus', 1), mutation: 'createCollectionCode', inputHash: '', response: {} };
      await world.subgraph.database.write
        .insert(idempotencyKeys)
        .values(Array.from({ length: 1_001 }, (_, key) => ({ ...row, key: `${at.getTime()}-${key}`, expiresAt })));
      return async () =>
        (await world.subgraph.database.read.$count(
          idempotencyKeys,
          eq(idempotencyKeys.mutation, 'createCollectionCode'),
        )) === 0;
    },
  },
];

test('every job is tried, here or in a file of its own', () => {
  const texts = globSync('*.ts', { cwd: import.meta.dirname }).map((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8'),
  );
  const untried = jobs.filter(({ name }) => !texts.some((text) => text.includes(name)));

  expect(untried.map(({ name }) => name)).toEqual([]);
});

describe.each(cases)('the job $name', ({ name, afterMs, make }) => {
  test('does what is due and not what is not, once, also by two processes at once', async () => {
    const isDone = await make();
    world.clock.advance(afterMs - 1);
    expect(await run(name)).toEqual([]);
    expect(await isDone()).toBe(false);

    const soon = new Date(world.clock.now().getTime() + 1);
    const due = await work(name).findDue(world.subgraph.database, soon, 10);
    expect(due.length).toBeGreaterThan(0);
    // One that was found and is not due, or not any more, is left alone.
    for (const key of due) await runKey(name, key);
    expect(await isDone()).toBe(false);

    world.clock.advance(1);
    expect(await Promise.all([run(name), run(name)])).toEqual([[], []]);
    expect(await isDone()).toBe(true);

    const before = await everything();
    for (const key of due) await runKey(name, key);
    await run(name);
    expect(await everything()).toEqual(before);
  });
});

describe('a payment that expires', () => {
  test('frees what it held, and what it counted as spent on that day', async () => {
    const read = async () => {
      const { data } = await world.query('{ me { finance { wallet { held { amount } usedToday { amount } } } } }', {
        as: liwei,
      });
      return (data as { me: { finance: { wallet: object } } }).me.finance.wallet;
    };
    // The demo world's own hold is long over.
    await run('expire-payment');
    const before = await read();
    const made = await aPayment(world, '9.00', 'MANUAL');
    await authorise(world, made);
    expect(await read()).not.toEqual(before);
    // Due at once, on the same day.
    await due(made);
    await run('expire-payment');

    expect(await read()).toEqual(before);
    expect((await paymentRow(world, made)).status).toBe('EXPIRED');
    const { id } = await paymentRow(world, made);
    const told = await world.subgraph.database.read
      .select()
      .from(outbox)
      .where(and(eq(outbox.topic, 'payment.expired'), sql`${outbox.payload} ->> 'paymentId' = ${id}`));
    expect(told).toHaveLength(1);
  });

  const due = async ({ paymentId }: MadePayment) => {
    const { id } = await paymentRow(world, { paymentId, orderId: '' });
    await world.subgraph.database.write
      .update(payments)
      .set({ expiresAt: world.clock.now() })
      .where(eq(payments.id, id));
  };
});

test('a red packet whose sender has no open wallet is parked, and holds up no other', async () => {
  const walletBefore = await walletOf(world, 3);
  await aPacket(world, 2, '3.00', { threadId });
  await aPacket(world, 3, '4.00', { threadId });
  await setWallet(world, 2, { status: 'CLOSED' });
  world.clock.advance(dayMs);

  const failed = await run('return-red-packet');
  expect(failed).toMatchObject([
    { name: 'return-red-packet', isParked: false, message: expect.stringContaining('no open wallet') },
  ]);
  expect(await walletOf(world, 3)).toBe(walletBefore);
  const { write } = world.subgraph.database;
  await write.execute(sql`update graphile_worker._private_jobs set attempts = max_attempts - 1, run_at = now()`);
  expect(await run('return-red-packet')).toMatchObject([{ isParked: true }]);
  expect(await listParkedJobs(world.subgraph.database)).toMatchObject([{ queue: 'return-red-packet', attempts: 8 }]);
  expect(await run('return-red-packet')).toEqual([]);
  expect(await balanceOf(world, 'red-packet', null)).toBe(3_00n);

  await setWallet(world, 2, { status: 'ACTIVE' });
});

test.each([
  ['expire-payment', 'payments_expires'],
  ['release-escrow', 'payments_escrow_release'],
  ['return-red-packet', 'red_packets_expires'],
  ['expire-points', 'loyalty_review'],
  ['forget-keys', 'idempotency_keys_expires'],
])('what is due of %s is found by the index %s', async (name, index) => {
  const { database } = world.subgraph;
  const used = async () => {
    await database.read.execute(sql`select pg_stat_force_next_flush()`);
    const [row] = await database.read.execute<{ scans: string }>(
      sql`select idx_scan::text as scans from pg_stat_user_indexes where indexrelname = ${index}`,
    );
    return Number(row?.scans);
  };
  // Tables of tests are small, so that PostgreSQL would read them whole.
  await database.read.execute(sql`set enable_seqscan = off`);
  const before = await used();
  await work(name).findDue(database, world.clock.now(), 10);
  expect(await used()).toBeGreaterThan(before);
  await database.read.execute(sql`reset enable_seqscan`);
});
