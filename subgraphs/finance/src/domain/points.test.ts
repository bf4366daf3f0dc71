import { smallest } from '@ecosystem/kit/money';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  computeEarned,
  computeExpired,
  computeExpiring,
  computeNextReview,
  computePointsBalance,
  computePointsExpiry,
  type PointsLot,
  tierOf,
} from './points.ts';

const now = new Date('2026-06-15T00:00:00Z');
const lot = (earnedAt: string, points: bigint) => ({ earnedAt: new Date(earnedAt), points });

test.each([
  ['41.20 CNY', { amountMinor: 41_20n, currency: 'CNY' }, 41n],
  ['0.99 CNY', { amountMinor: 99n, currency: 'CNY' }, 0n],
  ['1200 JPY', { amountMinor: 1_200n, currency: 'JPY' }, 1_200n],
  ['1.999 KWD', { amountMinor: 1_999n, currency: 'KWD' }, 1n],
])('%s earn a point for each whole unit', (_, money, points) => {
  expect(computeEarned(money)).toBe(points);
});

test.each([
  ['a usual day', '2026-06-15T12:00:00.000Z', '2027-06-16T00:00:00.000Z'],
  ['a leap day', '2024-02-29T08:00:00.000Z', '2025-03-02T00:00:00.000Z'],
  ['the last moment of a year', '2025-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
  ['the first moment of a year', '2026-01-01T00:00:00.000Z', '2027-01-02T00:00:00.000Z'],
])('points of %s live to the end of the day twelve months later', (_, earnedAt, expiry) => {
  expect(computePointsExpiry(new Date(earnedAt)).toISOString()).toBe(expiry);
});

describe('points', () => {
  const lots = [
    lot('2026-01-01T00:00:00Z', 30n),
    lot('2025-06-14T23:59:59Z', 100n),
    lot('2025-06-15T00:00:00Z', 50n),
    lot('2025-07-14T23:59:59Z', 20n),
    lot('2025-07-15T00:00:00Z', 7n),
  ];

  test.each([
    ['that nobody touched expire to the second', 0n, 0n, 100n, 70n],
    ['that were spent in part expire in part', 60n, 0n, 40n, 70n],
    ['that were spent do not expire', 100n, 0n, 0n, 70n],
    ['that were spent beyond the due ones expire later and less', 130n, 0n, 0n, 40n],
    ['that were all spent never expire', 207n, 0n, 0n, 0n],
    ['whose expiry is booked do not expire again', 0n, 100n, 0n, 70n],
    ['that were spent after an expiry are later ones', 25n, 100n, 0n, 45n],
  ])('%s', (_, spent, expired, due, expiring) => {
    expect(computeExpired({ lots, spent, expired }, now)).toBe(due);
    expect(computeExpiring({ lots, spent, expired }, now, 30)).toBe(expiring);
  });

  test('that were never earned do not expire', () => {
    expect(computeExpired({ lots: [], spent: 0n, expired: 0n }, now)).toBe(0n);
    expect(computeExpiring({ lots: [], spent: 0n, expired: 0n }, now, 30)).toBe(0n);
  });

  test('that expire within no days are none', () => {
    expect(computeExpiring({ lots, spent: 0n, expired: 0n }, now, 0)).toBe(0n);
  });
});

describe('the sums of points', () => {
  const dayMs = 24 * 60 * 60 * 1000;
  const steps = fc.array(
    fc.record({
      waitMs: fc.oneof(fc.integer({ min: 0, max: dayMs }), fc.integer({ min: 0, max: 120 * dayMs })),
      earned: fc.bigInt(0n, 500n),
      spendPercent: fc.integer({ min: 0, max: 100 }),
    }),
    { maxLength: 40 },
  );

  test('expire in the order in which they were earned', () => {
    const moments = fc.date({ min: new Date('2023-12-01'), max: new Date('2025-12-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 2 * dayMs }), (earlier, waitMs) => {
        const later = computePointsExpiry(new Date(earlier.getTime() + waitMs));
        expect(later.getTime()).toBeGreaterThanOrEqual(computePointsExpiry(earlier).getTime());
      }),
    );
    expect(computePointsExpiry(new Date('2024-02-29T12:00:00Z'))).toEqual(
      computePointsExpiry(new Date('2024-03-01T08:00:00Z')),
    );
  });

  test('say what a queue of lots says: earned less spent less expired is the balance, first in first out (F12)', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const lots: PointsLot[] = [];
        let spent = 0n;
        let expired = 0n;
        /** The lots that are left, oldest first, each with what is left of it: the slow way to know the same. */
        let queue: { earnedAt: Date; points: bigint }[] = [];
        let at = new Date('2024-02-28T09:00:00Z');

        for (const { waitMs, earned, spendPercent } of history) {
          at = new Date(at.getTime() + waitMs);
          const dueInQueue = sum(queue.filter(({ earnedAt }) => computePointsExpiry(earnedAt) <= at));
          queue = queue.filter(({ earnedAt }) => computePointsExpiry(earnedAt) > at);
          const due = computeExpired({ lots, spent, expired }, at);
          expect(due).toBe(dueInQueue);
          expired += due;

          if (earned > 0n) {
            lots.push({ earnedAt: at, points: earned });
            queue.push({ earnedAt: at, points: earned });
          }
          const spending = (computePointsBalance({ lots, spent, expired }) * BigInt(spendPercent)) / 100n;
          spent += spending;
          takeOldest(queue, spending);

          const sums = { lots, spent, expired };
          expect(computePointsBalance(sums)).toBe(sum(queue));
          const soon = new Date(at.getTime() + 30 * dayMs);
          expect(computeExpiring(sums, at, 30)).toBe(
            sum(queue.filter(({ earnedAt }) => computePointsExpiry(earnedAt) <= soon)),
          );
        }
      }),
    );
  });

  function takeOldest(queue: { points: bigint }[], spending: bigint): void {
    let open = spending;
    for (const entry of queue) {
      const taken = smallest(entry.points, open);
      entry.points -= taken;
      open -= taken;
    }
    expect(open).toBe(0n);
  }

  function sum(queue: readonly { points: bigint }[]): bigint {
    return queue.reduce((total, { points }) => total + points, 0n);
  }
});

test.each([
  [0n, 'STANDARD'],
  [999n, 'STANDARD'],
  [1_000n, 'SILVER'],
  [4_999n, 'SILVER'],
  [5_000n, 'GOLD'],
  [19_999n, 'GOLD'],
  [20_000n, 'PLATINUM'],
  [1_000_000n, 'PLATINUM'],
  [-1n, 'STANDARD'],
] as const)('a customer with %s points is %s', (points, tier) => {
  expect(tierOf(points)).toBe(tier);
});

describe('points are looked at next', () => {
  const lots = [lot('2025-07-10T12:00:00Z', 10n), lot('2025-07-20T12:00:00Z', 10n)];
  test.each([
    ['when the first come within 30 days of their end', '2026-06-01T00:00:00Z', '2026-06-11T00:00:00.000Z'],
    [
      'when the next do, if that is earlier than the end of the first',
      '2026-06-11T00:00:00Z',
      '2026-06-21T00:00:00.000Z',
    ],
    ['at the end of the first', '2026-06-21T00:00:00Z', '2026-07-11T00:00:00.000Z'],
    ['at the end of the last', '2026-07-11T00:00:00Z', '2026-07-21T00:00:00.000Z'],
    ['never again, once all are over', '2026-07-21T00:00:00Z', undefined],
  ])('%s', (_, at, expected) => {
    expect(computeNextReview({ lots, spent: 0n, expired: 0n }, new Date(at), 30)?.toISOString()).toBe(expected);
  });
});
