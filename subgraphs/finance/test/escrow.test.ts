import type { Change } from '@ecosystem/kit/command';
import { castUuid } from '@ecosystem/kit/world';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pauseEscrow, resumeEscrow } from '../src/commands/escrow-pause.ts';
import { releaseEscrow } from '../src/commands/escrow-release.ts';
import { lockEscrowOf } from '../src/db/escrow.ts';
import { ledgerAccounts, ledgerEntries, merchantPayments, payments } from '../src/db/tables.ts';
import { releaseEscrowJob } from '../src/jobs/release-escrow.ts';
import { dayMs, type FinanceWorld, noodle, openFinance, yuan } from './finance-world.ts';
import { balanceOf, walletOf } from './makers-gifts.ts';
import { aPayment, authorise, change, type MadePayment, paymentRow } from './makers-orders.ts';

const shop = castUuid(1);
const [firstReturn, secondReturn] = [castUuid(801), castUuid(802)];

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
});
beforeEach(() => world.clock.advance(dayMs));
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

/** An order that is paid into escrow. */
async function anEscrow(amount = '100.00'): Promise<MadePayment> {
  const payment = await aPayment(world, amount, 'ESCROW');
  await authorise(world, payment);
  return payment;
}

/** What commerce will tell: the order is found with its payment, which is locked. */
const tell = <Value>(made: MadePayment, work: (change: Change, payment: Locked) => Promise<Value>) =>
  change(world, async (given) => {
    const payment = await lockEscrowOf(given.pool, made.orderId);
    return payment === null ? null : work(given, payment);
  });
type Locked = NonNullable<Awaited<ReturnType<typeof lockEscrowOf>>>;
const confirm = (made: MadePayment) => tell(made, releaseEscrow);
const openReturn = (made: MadePayment, id: string) => tell(made, (given, payment) => pauseEscrow(given, payment, id));
const closeReturn = (made: MadePayment, id: string) => tell(made, (given, payment) => resumeEscrow(given, payment, id));
const runReleases = () => world.runJobs([releaseEscrowJob]);
const refund = (made: MadePayment, amount: string) =>
  world.mutate(
    'refundPayment',
    { paymentId: made.paymentId, amount: yuan(amount), reason: 'Broken' },
    noodle,
    'payment { status }',
  );

/** What the shop has in escrow of an order, and what it may be paid of everything. */
const money = async (made: MadePayment) => ({
  inEscrow: await balanceOf(world, `escrow:${made.orderId}`, shop),
  released: await balanceOf(world, 'settle', shop),
  fees: await balanceOf(world, 'fees', null),
  points: await balanceOf(world, 'points', castUuid(1)),
});
const seenByShop = async (made: MadePayment) => {
  const { id } = await paymentRow(world, made);
  const [row] = await world.subgraph.database.read
    .select()
    .from(merchantPayments)
    .where(eq(merchantPayments.paymentId, id));
  return row;
};
const rows = async () => {
  const { read } = world.subgraph.database;
  return [
    await read.select().from(payments).orderBy(asc(payments.id)),
    await read.select().from(merchantPayments).orderBy(asc(merchantPayments.paymentId)),
    await read.select().from(ledgerAccounts).orderBy(asc(ledgerAccounts.id)),
    await read.$count(ledgerEntries),
  ];
};

describe('money in escrow', () => {
  test('is not the shop’s before the buyer confirms, and is then, less the fee (AT-17-1)', async () => {
    const before = { released: await balanceOf(world, 'settle', shop), fees: await balanceOf(world, 'fees', null) };
    const made = await anEscrow('100.00');
    const paid = await money(made);
    expect(paid).toMatchObject({ inEscrow: 100_00n, ...before });
    expect(await seenByShop(made)).toMatchObject({ isInEscrow: true, feeMinor: 0n });

    await confirm(made);

    expect(await money(made)).toEqual({
      inEscrow: 0n,
      released: before.released + 99_40n,
      fees: before.fees + 60n,
      points: paid.points + 100n,
    });
    expect(await seenByShop(made)).toMatchObject({ isInEscrow: false, feeMinor: 60n });
    expect(await paymentRow(world, made)).toMatchObject({ isInEscrow: false, escrowReleaseAt: null, feeMinor: 60n });
  });

  test('is released once, whoever confirms it again', async () => {
    const made = await anEscrow();
    await Promise.all([confirm(made), confirm(made), confirm(made)]);
    const before = await rows();
    await confirm(made);
    await change(world, async (given) => releaseEscrow(given, await paymentRow(world, made)));
    expect(await rows()).toEqual(before);
  });

  test('is released by itself when the buyer says nothing for ten days, and not before (AT-17-2)', async () => {
    const made = await anEscrow();
    world.clock.advance(10 * dayMs - 1);
    await runReleases();
    expect((await paymentRow(world, made)).isInEscrow).toBe(true);

    world.clock.advance(1);
    expect(await runReleases()).toEqual([]);
    expect(await money(made)).toMatchObject({ inEscrow: 0n });
    expect(await paymentRow(world, made)).toMatchObject({ isInEscrow: false, feeMinor: 60n });
  });

  test('stays while a return is open, and its clock runs on for what was left (AT-17-2)', async () => {
    const made = await anEscrow();
    world.clock.advance(4 * dayMs);
    await openReturn(made, firstReturn);
    await openReturn(made, firstReturn);
    world.clock.advance(30 * dayMs);
    await runReleases();
    expect(await paymentRow(world, made)).toMatchObject({ isInEscrow: true, escrowReleaseAt: null });

    await closeReturn(made, firstReturn);
    await closeReturn(made, firstReturn);
    world.clock.advance(6 * dayMs - 1);
    await runReleases();
    expect((await paymentRow(world, made)).isInEscrow).toBe(true);
    world.clock.advance(1);
    await runReleases();
    expect((await paymentRow(world, made)).isInEscrow).toBe(false);
  });

  test('of two open returns waits for both', async () => {
    const made = await anEscrow();
    await openReturn(made, firstReturn);
    world.clock.advance(dayMs);
    await openReturn(made, secondReturn);
    await closeReturn(made, firstReturn);
    expect((await paymentRow(world, made)).escrowReleaseAt).toBeNull();

    await closeReturn(made, secondReturn);
    expect((await paymentRow(world, made)).escrowReleaseAt).toEqual(new Date(world.clock.now().getTime() + 10 * dayMs));
  });

  test('is not released by a confirmation while a return is open', async () => {
    const made = await anEscrow();
    await openReturn(made, firstReturn);
    const before = await rows();
    expect(await confirm(made)).toMatchObject({ ok: false, code: 'ILLEGAL_TRANSITION' });
    expect(await rows()).toEqual(before);
  });

  test('goes back to the buyer whole, without a fee, and nothing is left to release', async () => {
    const before = await walletOf(world, 1);
    const made = await anEscrow('50.00');
    await openReturn(made, firstReturn);
    expect((await refund(made, '50.00'))['payment']).toEqual({ status: 'REFUNDED' });

    expect(await walletOf(world, 1)).toBe(before);
    expect(await money(made)).toMatchObject({ inEscrow: 0n });
    await change(world, async (given) => resumeEscrow(given, await paymentRow(world, made), firstReturn));
    expect(await paymentRow(world, made)).toMatchObject({ isInEscrow: false, escrowReleaseAt: null, feeMinor: 0n });
    world.clock.advance(20 * dayMs);
    await runReleases();
    expect(await confirm(made)).toBeNull();
  });

  test('that is given back in part is released for the rest, and its fee is that of the rest', async () => {
    const before = await money(await anEscrow('1.00'));
    const made = await anEscrow('100.00');
    expect((await refund(made, '30.00'))['payment']).toEqual({ status: 'PARTIALLY_REFUNDED' });
    expect((await paymentRow(world, made)).escrowReleaseAt).not.toBeNull();
    await confirm(made);

    expect(await money(made)).toEqual({
      inEscrow: 0n,
      released: before.released + 69_58n,
      fees: before.fees + 42n,
      points: before.points + 70n,
    });
    expect(await seenByShop(made)).toMatchObject({ isInEscrow: false, feeMinor: 42n, refundedMinor: 30_00n });
    // After the release the shop gives the rest back itself, and gets the fee for it.
    await refund(made, '70.00');
    expect(await money(made)).toMatchObject({ released: before.released, fees: before.fees, points: before.points });
  });
});
