import { makeChange } from '@ecosystem/kit/command';
import { newId } from '@ecosystem/kit/ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settlePayout } from '../src/commands/payout-settle.ts';
import { lockClaim } from '../src/db/claims.ts';
import { claims, ledgerAccounts, ledgerTransactions, payouts, wallets } from '../src/db/tables.ts';
import { closeAfterDays } from '../src/domain/claim-ending.ts';
import { payoutMachine } from '../src/domain/payout.ts';
import { type ClaimsWorld, claimFields, formatInstant, give, type Insured, line, openClaims } from './claims-world.ts';
import { dayMs, newKey } from './finance-world.ts';

let world: ClaimsWorld;
beforeAll(async () => {
  world = await openClaims();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

/** A claim of 8600.00 of which 7290.00 are approved. */
async function anApprovedClaim(): Promise<Insured & { claimId: string }> {
  const motorist = await world.aMotorist();
  const { id } = await world.file(motorist);
  await world.assess(id, 'APPROVE', [give('VEHICLE_DAMAGE', '7290.00')]);
  return { ...motorist, claimId: id };
}

/** What is in an account, in minor units. */
async function balanceOf(ownerId: string, code: 'wallet' | 'settle'): Promise<bigint> {
  const [account] = await world.subgraph.database.write
    .select()
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.ownerId, ownerId), eq(ledgerAccounts.code, code), eq(ledgerAccounts.asset, 'CNY')));
  return account?.balanceMinor ?? 0n;
}

const setWallet = (customerId: string, status: 'ACTIVE' | 'FROZEN' | 'CLOSED') =>
  world.subgraph.database.write.update(wallets).set({ status }).where(eq(wallets.customerId, customerId));

const readClaim = async (claimId: string, { as }: Insured['holder']) =>
  (await world.query(`{ ${claimFields.replace('claim', `claim(id: "${claimId}")`)} }`, { as })).data?.['claim'];

describe('a payout', () => {
  test('is ordered by the handler, booked by the job, and then in the wallet of the holder', async () => {
    const { claimId, holder } = await anApprovedClaim();
    const ordered = await world.pay(claimId);

    expect(ordered).toMatchObject({
      status: 'PAYING',
      paidAmount: null,
      payouts: [
        {
          id: expect.stringMatching(/^pyo_/),
          amount: { amount: '7290.00', currency: 'CNY' },
          status: 'PENDING',
          settledAt: null,
          payee: { __typename: 'Customer', id: holder.id },
        },
      ],
    });
    expect(await balanceOf(holder.uuid, 'wallet')).toBe(0n);
    await world.doWhatIsDue();

    expect(await readClaim(claimId, holder)).toMatchObject({
      status: 'PAID',
      paidAmount: { amount: '7290.00' },
      payouts: [{ status: 'SETTLED', settledAt: formatInstant(world.clock.now()) }],
    });
    expect(await balanceOf(holder.uuid, 'wallet')).toBe(7_290_00n);
    expect(await world.rowsOf(claimId)).toMatchObject({ claim: { reserveMinor: 0n, paidAt: world.clock.now() } });
    expect(await world.topicsOf(holder)).toEqual([
      'claim.filed',
      'claim.approved',
      'claim.payout-ordered',
      'claim.paid',
    ]);
  });

  test('that is interrupted after it was ordered is booked once, however often and by however many', async () => {
    const { claimId, holder } = await anApprovedClaim();
    await world.pay(claimId);
    const [payout] = (await world.rowsOf(claimId))['payouts'] as (typeof payouts.$inferSelect)[];
    const key = { customerId: holder.uuid, id: payout?.id ?? '' };
    const change = { database: world.subgraph.database, clock: world.clock };
    const settle = () => makeChange(change, (within) => settlePayout(within, key));
    const killed = makeChange(change, async (within) => {
      await settlePayout(within, key);
      throw new Error('The process ends before it commits.');
    });
    await expect(killed).rejects.toThrow('before it commits');
    expect(await world.rowsOf(claimId)).toMatchObject({
      claim: { status: 'PAYING' },
      payouts: [{ status: 'PENDING' }],
    });

    await Promise.all([settle(), settle(), settle(), world.doWhatIsDue(), world.doWhatIsDue()]);
    await settle();

    expect(await balanceOf(holder.uuid, 'wallet')).toBe(7_290_00n);
    expect((await world.topicsOf(holder)).filter((topic) => topic === 'claim.paid')).toHaveLength(1);
    const booked = await world.subgraph.database.write
      .select()
      .from(ledgerTransactions)
      .where(eq(ledgerTransactions.reference, `claim:${payout?.claimId}:payout:1`));
    expect(booked).toHaveLength(1);
  });

  test('that failed while the job waited for its claim is not settled in the place of the next', async () => {
    const { claimId, holder } = await anApprovedClaim();
    await world.pay(claimId);
    const { database } = world.subgraph;
    const { claim, payouts: ordered } = await world.rowsOf(claimId);
    const [first] = ordered as (typeof payouts.$inferSelect)[];
    if (!first) throw new Error('Nothing was ordered.');
    const settle = () =>
      makeChange({ database, clock: world.clock }, (change) =>
        settlePayout(change, { customerId: holder.uuid, id: first.id }),
      );
    let waiting: Promise<void> | null = null;
    await database.write.transaction(async (pool) => {
      await lockClaim(pool, claim.id);
      waiting = settle();
      for (let isWaiting = false; !isWaiting; ) {
        const locks = await pool.execute(sql`select from pg_locks where not granted and locktype = 'transactionid'`);
        isWaiting = locks.length > 0;
      }
      await pool.update(payouts).set({ status: 'FAILED' }).where(eq(payouts.id, first.id));
      await pool.insert(payouts).values({ ...first, id: newId(world.clock.now()), attempt: 2 });
    });
    await waiting;

    expect(await world.rowsOf(claimId)).toMatchObject({
      claim: { status: 'PAYING' },
      payouts: [{ status: 'FAILED' }, { status: 'PENDING' }],
    });
    await world.doWhatIsDue();
    expect(await balanceOf(holder.uuid, 'wallet')).toBe(7_290_00n);
  });

  test('to a closed wallet fails; the claim is approved again, keeps its cover, and is paid by another', async () => {
    const { claimId, holder, policyUuid } = await anApprovedClaim();
    const remaining = await world.remainingOf(policyUuid);
    await setWallet(holder.uuid, 'CLOSED');
    await world.pay(claimId);
    await world.doWhatIsDue();

    expect(await readClaim(claimId, holder)).toMatchObject({
      status: 'APPROVED',
      approvedAmount: { amount: '7290.00' },
      paidAmount: null,
      payouts: [{ status: 'FAILED', settledAt: null }],
    });
    expect(await world.remainingOf(policyUuid)).toEqual(remaining);
    expect(await world.rowsOf(claimId)).toMatchObject({ claim: { reserveMinor: 7_290_00n } });
    expect((await world.topicsOf(holder)).at(-1)).toBe('claim.payout-failed');

    await setWallet(holder.uuid, 'FROZEN');
    await world.pay(claimId);
    await world.doWhatIsDue();
    expect(await readClaim(claimId, holder)).toMatchObject({
      status: 'PAID',
      payouts: [{ status: 'FAILED' }, { status: 'SETTLED' }],
    });
    expect(await balanceOf(holder.uuid, 'wallet')).toBe(7_290_00n);
  });

  test('of a claim with a workshop goes to what the workshop has earned', async () => {
    const { claimId, holder } = await anApprovedClaim();
    const { write } = world.subgraph.database;
    const { claim } = await world.rowsOf(claimId);
    await write
      .update(claims)
      .set({ payeeMerchantId: castUuid(2) })
      .where(eq(claims.id, claim.id));
    const before = await balanceOf(castUuid(2), 'settle');
    await world.pay(claimId);
    await world.doWhatIsDue();

    expect(await readClaim(claimId, holder)).toMatchObject({
      status: 'PAID',
      payouts: [{ payee: { __typename: 'Merchant', id: castId('mer', 2) } }],
    });
    expect((await balanceOf(castUuid(2), 'settle')) - before).toBe(7_290_00n);
    expect(await balanceOf(holder.uuid, 'wallet')).toBe(0n);
  });

  test('to a workshop that is not known fails', async () => {
    const { claimId, holder } = await anApprovedClaim();
    const { claim } = await world.rowsOf(claimId);
    await world.subgraph.database.write
      .update(claims)
      .set({ payeeMerchantId: castUuid(9_999) })
      .where(eq(claims.id, claim.id));
    await world.pay(claimId);
    await world.doWhatIsDue();

    expect(await readClaim(claimId, holder)).toMatchObject({ status: 'APPROVED', payouts: [{ status: 'FAILED' }] });
  });

  test('of nothing, because the deductible took all, moves no money and needs no job', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist, { lines: [line('VEHICLE_DAMAGE', '499.00')] });
    await world.assess(id, 'APPROVE', [give('VEHICLE_DAMAGE', '0.00')]);

    expect(await world.pay(id)).toMatchObject({ status: 'PAID', paidAmount: { amount: '0.00' }, payouts: [] });
    expect(await world.topicsOf(motorist.holder)).toEqual(['claim.filed', 'claim.approved', 'claim.paid']);
  });

  test('ordered twice with one key is one, and ordered by two at once is refused the second', async () => {
    const one = await anApprovedClaim();
    const handler = await world.handlerOf(one.claimId);
    const input = { claimId: one.claimId, idempotencyKey: newKey() };
    await Promise.all([1, 2].map(() => world.mutate('payClaim', input, handler)));
    expect((await world.rowsOf(one.claimId))['payouts']).toHaveLength(1);
    expect(await world.refusalOf('payClaim', { claimId: one.claimId }, handler)).toBe('PAYOUT_IN_FLIGHT');

    const two = await anApprovedClaim();
    const other = await world.handlerOf(two.claimId);
    const answers = await Promise.all([1, 2].map(() => world.mutate('payClaim', { claimId: two.claimId }, other)));
    expect(answers.map(({ userErrors }) => userErrors.map(({ code }) => code)).sort()).toEqual([
      [],
      ['PAYOUT_IN_FLIGHT'],
    ]);
  });

  test('of a claim that is not approved is refused', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);

    expect(await world.refusalOf('payClaim', { claimId: id }, await world.handlerOf(id))).toBe('CLAIM_NOT_APPROVED');
  });

  test.each(
    payoutMachine.states.flatMap(
      (status) =>
        [
          [status, 'open', status === 'PENDING' || status === 'SENT' ? 'SETTLED' : status],
          [status, 'closed', status === 'PENDING' || status === 'SENT' ? 'FAILED' : status],
        ] as const,
    ),
  )('that is %s, to a wallet that is %s, becomes %s', async (status, wallet, next) => {
    const { claimId, holder } = await anApprovedClaim();
    await world.pay(claimId);
    const { write } = world.subgraph.database;
    const { claim } = await world.rowsOf(claimId);
    const settledAt = status === 'SETTLED' ? world.clock.now() : null;
    await write.update(payouts).set({ status, settledAt }).where(eq(payouts.claimId, claim.id));
    if (wallet === 'closed') await setWallet(holder.uuid, 'CLOSED');
    const before = await world.rowsOf(claimId);
    const [payout] = before['payouts'] as (typeof payouts.$inferSelect)[];
    await makeChange({ database: world.subgraph.database, clock: world.clock }, (change) =>
      settlePayout(change, { customerId: holder.uuid, id: payout?.id ?? '' }),
    );

    const after = await world.rowsOf(claimId);
    expect(after).toMatchObject({ payouts: [{ status: next }] });
    if (status === next) expect(after).toEqual(before);
    // What was forced into an impossible state is put away, for the invariants.
    const rest = { status: 'FAILED', settledAt: null } as const;
    if (status === 'SETTLED') await write.update(payouts).set(rest).where(eq(payouts.claimId, claim.id));
    if (status === next) await write.update(claims).set({ status: 'APPROVED' }).where(eq(claims.id, claim.id));
  });
});

describe('a claim that is paid', () => {
  test(`is closed ${closeAfterDays} days later, not sooner, and once`, async () => {
    const { claimId, holder } = await anApprovedClaim();
    await world.pay(claimId);
    await world.doWhatIsDue();
    world.clock.advance(closeAfterDays * dayMs - 10_000);
    await world.doWhatIsDue();
    expect(await readClaim(claimId, holder)).toMatchObject({ status: 'PAID' });
    world.clock.advance(10_000);
    await Promise.all([world.doWhatIsDue(), world.doWhatIsDue()]);

    expect(await readClaim(claimId, holder)).toMatchObject({ status: 'CLOSED', paidAmount: { amount: '7290.00' } });
    expect((await world.topicsOf(holder)).filter((topic) => topic === 'claim.closed')).toHaveLength(1);
  });
});
