import type { Change } from '@ecosystem/kit/command';
import type { Uuid } from '@ecosystem/kit/ids';
import { smallest } from '@ecosystem/kit/money';
import { lockBalances, post } from '../db/ledger.ts';
import { findLoyalty, findPointsHistory, saveReview } from '../db/points.ts';
import { daysAfter } from '../domain/days.ts';
import { pointsAccount } from '../domain/ledger.ts';
import { computeExpired, computeExpiring, computeNextReview, expiringDays, tierOf } from '../domain/points.ts';
import { expiryPostings } from '../domain/points-postings.ts';
import { computeAvailable } from '../domain/wallet.ts';

/** How soon points are looked at again that could not expire because a payment holds them. */
const heldReviewDays = 1;

/**
 * Books the points of a customer that have outlived their term, first in first out, and writes how many do so next.
 * Nothing happens before the review is due.
 */
export async function reviewPoints({ pool, at, publish }: Change, customerId: Uuid): Promise<void> {
  // Before the row of the customer, as whoever moves points does.
  const [account] = await lockBalances(pool, [pointsAccount(customerId)]);
  const loyalty = await findLoyalty(pool, customerId);
  if (!account || !loyalty || loyalty.reviewAt === null || loyalty.reviewAt > at) return;
  const history = await findPointsHistory(pool, customerId, loyalty.accountId);
  const due = computeExpired(history, at);
  // Held points are as good as spent, until the payment ends.
  const expired = smallest(due, computeAvailable(account));
  if (expired > 0n) {
    publish({ topic: 'points.expired', customerId, payload: { points: String(expired) } });
    await post(pool, {
      ownerId: customerId,
      kind: 'POINTS_EXPIRED',
      reference: `points:${at.toISOString()}:expired`,
      bookedAt: at,
      postings: expiryPostings(customerId, expired),
    });
  }
  const left = { ...history, expired: history.expired + expired };
  const reviewAt = expired < due ? daysAfter(at, heldReviewDays) : computeNextReview(left, at, expiringDays);
  await saveReview(
    pool,
    customerId,
    {
      tier: tierOf(account.balanceMinor - expired),
      expiring30d: Number(computeExpiring(left, at, expiringDays)),
      reviewAt,
    },
    at,
  );
}
