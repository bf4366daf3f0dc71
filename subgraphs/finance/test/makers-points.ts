import { castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { post } from '../src/db/ledger.ts';
import { loyalty } from '../src/db/tables.ts';
import { credit, debit, houseAccount, pointsAccount, pointsAsset } from '../src/domain/ledger.ts';
import type { FinanceWorld } from './finance-world.ts';
import { balanceOf } from './makers-gifts.ts';
import { change } from './makers-orders.ts';

/** Gives a customer points, earned now. */
export const earn = (world: FinanceWorld, customer: number, points: bigint) =>
  change(world, ({ pool, at }) =>
    post(pool, {
      ownerId: castUuid(customer),
      kind: 'POINTS_EARNED',
      reference: `test:earned:${at.toISOString()}`,
      bookedAt: at,
      postings: [
        debit(houseAccount('points-issued', castUuid(customer), pointsAsset), points),
        credit(pointsAccount(castUuid(customer)), points),
      ],
    }),
  );
/** Takes points from a customer. */
export const spend = (world: FinanceWorld, customer: number, points: bigint) =>
  change(world, ({ pool, at }) =>
    post(pool, {
      ownerId: castUuid(customer),
      kind: 'POINTS_REVERSED',
      reference: `test:spent:${at.toISOString()}`,
      bookedAt: at,
      postings: [
        debit(pointsAccount(castUuid(customer)), points),
        credit(houseAccount('points-issued', castUuid(customer), pointsAsset), points),
      ],
    }),
  );
/** The row of a customer's loyalty. */
export const loyaltyOf = async ({ subgraph }: FinanceWorld, customer: number) => {
  const [row] = await subgraph.database.read
    .select()
    .from(loyalty)
    .where(eq(loyalty.customerId, castUuid(customer)));
  return row;
};
/** The points of a customer by the ledger. */
export const pointsOf = (world: FinanceWorld, customer: number) => balanceOf(world, 'points', castUuid(customer));
