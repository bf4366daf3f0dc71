import { castUuid } from '@ecosystem/kit/world';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerAccounts } from '../src/db/tables.ts';
import { expirePointsJob } from '../src/jobs/expire-points.ts';
import { dayMs, type FinanceWorld, liwei, openFinance } from './finance-world.ts';
import { earn, loyaltyOf, pointsOf, spend, spendAll } from './makers-points.ts';

const saver = 30;

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

describe('points', () => {
  test('expire first in first out: what was spent came from the oldest', async () => {
    const before = await pointsOf(world, saver + 1);
    // Whatever was there says not when it was earned; it is spent first.
    await spend(world, saver + 1, before);
    await earn(world, saver + 1, 100n);
    world.clock.advance(100 * dayMs);
    await earn(world, saver + 1, 50n);
    await spend(world, saver + 1, 30n);
    expect(await loyaltyOf(world, saver + 1)).toMatchObject({ expiring30d: 0 });

    world.clock.advance(240 * dayMs);
    await world.runJobs([expirePointsJob]);
    expect(await loyaltyOf(world, saver + 1)).toMatchObject({ expiring30d: 70 });
    await spend(world, saver + 1, 20n);
    expect(await loyaltyOf(world, saver + 1)).toMatchObject({ expiring30d: 50 });
    world.clock.advance(27 * dayMs);
    await world.runJobs([expirePointsJob]);

    expect(await pointsOf(world, saver + 1)).toBe(50n);
    expect(await loyaltyOf(world, saver + 1)).toMatchObject({ expiring30d: 0, tier: 'STANDARD' });
  });

  test('make the tier that is shown at once', async () => {
    const tier = async () => {
      const { data } = await world.query('{ me { finance { loyalty { tier points } } } }', { as: liwei });
      return (data as { me: { finance: { loyalty: { tier: string; points: number } } } }).me.finance.loyalty;
    };
    await spendAll(world, 1);
    expect(await tier()).toEqual({ tier: 'STANDARD', points: 0 });
    await earn(world, 1, 1_000n);
    expect(await tier()).toEqual({ tier: 'SILVER', points: 1_000 });
  });

  test('that a payment holds do not expire before it ends', async () => {
    const customer = saver + 2;
    await spendAll(world, customer);
    await earn(world, customer, 40n);
    world.clock.advance(370 * dayMs);
    const ofCustomer = and(eq(ledgerAccounts.ownerId, castUuid(customer)), eq(ledgerAccounts.code, 'points'));
    await world.subgraph.database.write.update(ledgerAccounts).set({ heldMinor: 15n }).where(ofCustomer);
    expect(await world.runJobs([expirePointsJob])).toEqual([]);
    expect(await pointsOf(world, customer)).toBe(15n);

    await world.subgraph.database.write.update(ledgerAccounts).set({ heldMinor: 0n }).where(ofCustomer);
    world.clock.advance(dayMs);
    await world.runJobs([expirePointsJob]);
    expect(await pointsOf(world, customer)).toBe(0n);
  });
});
