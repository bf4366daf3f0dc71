import { currencyExponent, type Money } from '@ecosystem/kit/money';
import type { loyaltyTiers } from './loyalty.ts';

export type LoyaltyTier = (typeof loyaltyTiers)[number];

/** How many months points live; configuration: the usual term of published programmes, no law sets one. */
export const pointsLifetimeMonths = 12;

/** From how many points a customer has each tier, highest first; configuration: the programme's own rule. */
export const tierThresholds: readonly (readonly [tier: LoyaltyTier, points: bigint])[] = [
  ['PLATINUM', 20_000n],
  ['GOLD', 5_000n],
  ['SILVER', 1_000n],
  ['STANDARD', 0n],
];

const msPerDay = 24 * 60 * 60 * 1000;

/** Points that were earned at one time. */
export interface PointsLot {
  readonly earnedAt: Date;
  readonly points: bigint;
}

/**
 * All that ever happened to the points of one customer, in sums.
 * Points leave first in first out whether they are spent or expire, so that the sums say which lots are left; they
 * would not if either sum were unknown.
 */
export interface PointsHistory {
  /** Every lot that was ever earned, in any order. */
  readonly lots: readonly PointsLot[];
  /** All points that were spent or taken back. */
  readonly spent: bigint;
  /** All points whose expiry is booked. */
  readonly expired: bigint;
}

/** The points that captured money earns: 1 for each whole unit of its currency, so 41.20 CNY earn 41. */
export function computeEarned({ amountMinor, currency }: Money): bigint {
  return amountMinor / 10n ** BigInt(currencyExponent(currency));
}

/** The balance of points (F12): earned less spent less expired. */
export function computePointsBalance({ lots, spent, expired }: PointsHistory): bigint {
  return sumPoints(lots) - spent - expired;
}

/**
 * The first instant at which points no longer count: they do to the end of the day, in UTC, twelve months after they
 * were earned. Whole days keep the lots in order, or else points of 29 February at noon, whose day is 1 March in a
 * common year, would outlive those of the next morning.
 */
export function computePointsExpiry(earnedAt: Date): Date {
  const month = earnedAt.getUTCMonth() + pointsLifetimeMonths;
  return new Date(Date.UTC(earnedAt.getUTCFullYear(), month, earnedAt.getUTCDate() + 1));
}

/** The points that have outlived their term and whose expiry is still to be booked; 0 or more. */
export function computeExpired(history: PointsHistory, now: Date): bigint {
  const due = sumPoints(history.lots.filter(({ earnedAt }) => computePointsExpiry(earnedAt) <= now));
  const left = due - history.spent - history.expired;
  return left > 0n ? left : 0n;
}

/** The points that expire after now and within so many days if none are spent; those due already are not among them. */
export function computeExpiring(history: PointsHistory, now: Date, withinDays: number): bigint {
  const until = new Date(now.getTime() + withinDays * msPerDay);
  return computeExpired(history, until) - computeExpired(history, now);
}

/** How far ahead customers are told of points that come near their end. */
export const expiringDays = 30;

/**
 * When {@link computeExpired} or {@link computeExpiring} next change by time alone; null if they never do.
 * Points that were spent since only make it earlier than it need be.
 */
export function computeNextReview({ lots }: PointsHistory, now: Date, withinDays: number): Date | null {
  const times = lots
    .map(({ earnedAt }) => computePointsExpiry(earnedAt).getTime())
    .flatMap((expiry) => [expiry - withinDays * msPerDay, expiry])
    .filter((time) => time > now.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** The tier of a customer with so many points. */
export function tierOf(points: bigint): LoyaltyTier {
  return tierThresholds.find(([, threshold]) => points >= threshold)?.[0] ?? 'STANDARD';
}

function sumPoints(lots: readonly PointsLot[]): bigint {
  return lots.reduce((sum, { points }) => sum + points, 0n);
}
