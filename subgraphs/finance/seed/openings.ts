import { joinedDaysOf } from '@ecosystem/kit/demo-contacts';
import { cast } from '@ecosystem/kit/demo-facts';
import { largest, smallest } from '@ecosystem/kit/money';
import { castUuid, draw, minutesBefore, minutesPerDay, seedNow } from '@ecosystem/kit/world';
import {
  credit,
  debit,
  houseAccount,
  type LedgerAccountName,
  type LedgerTransaction,
  pointsAccount,
  pointsAsset,
  walletAccount,
} from '../src/domain/ledger.ts';
import { computePointsExpiry } from '../src/domain/points.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { isActive, openedAt } from './people.ts';

/** What an account saw: its balance at the end, and how far it would have fallen without an opening. */
interface Course {
  readonly sum: bigint;
  /** 0 or less. */
  readonly lowest: bigint;
  /** All that left it. */
  readonly spent: bigint;
}
const still: Course = { sum: 0n, lowest: 0n, spent: 0n };

/** The courses of the wallets and points of customers, by owner and code. */
export function coursesOf(
  transactions: readonly LedgerTransaction[],
): (account: Pick<LedgerAccountName, 'ownerId' | 'code'>) => Course {
  const courses = new Map<string, Course>();
  for (const { postings } of transactions.toSorted((one, other) => one.bookedAt.getTime() - other.bookedAt.getTime())) {
    for (const { account, direction, amountMinor } of postings) {
      if (account.code !== 'wallet' && account.code !== 'points') continue;
      const key = keyOf(account);
      const before = courses.get(key) ?? still;
      const isOut = direction === 'DEBIT';
      const sum = before.sum + (isOut ? -amountMinor : amountMinor);
      courses.set(key, {
        sum,
        lowest: smallest(before.lowest, sum),
        spent: before.spent + (isOut ? amountMinor : 0n),
      });
    }
  }
  return (account) => courses.get(keyOf(account)) ?? still;
}

const keyOf = ({ ownerId, code }: Pick<LedgerAccountName, 'ownerId' | 'code'>) => `${ownerId} ${code}`;

/** What a customer shall have in the wallet at the end, in fen, beside what is held. */
function wantedMinor(customer: number): bigint {
  return BigInt(Math.round(draw('wallet', customer).unit('balance') ** 3 * 40_000_00));
}

/** What a customer had before the demo world begins: enough for everything that was spent since. */
export function openingsOf(
  customer: number,
  courseOf: ReturnType<typeof coursesOf>,
  heldMinor: bigint,
): LedgerTransaction[] {
  if (!isActive(customer)) return [];
  const customerId = castUuid(customer);
  const wallet = walletAccount(customerId, homeCurrency);
  const { sum, lowest } = courseOf(wallet);
  const goalMinor = customer === cast.liwei ? 12_846_20n : wantedMinor(customer) + heldMinor;
  const amountMinor = largest(goalMinor - sum, heldMinor - lowest);
  return [
    ...book(customerId, 'OPENING', 'opening', openedAt(customer), amountMinor, [
      debit(houseAccount('clearing', customerId, homeCurrency), amountMinor),
      credit(wallet, amountMinor, { narrative: 'Top-up' }),
    ]),
    ...pointsOf(customer, courseOf(pointsAccount(customerId))),
  ];
}

/** Gifts of points: days after which the first is about to expire, and those of the later one. */
const firstGiftDays = 350;
const laterGiftDays = 100;
/** Long ago some earned points that have expired since. */
const oldGiftDays = 700;

/** Points that the house gave beside those that payments earned; the first gift is so old that it is about to expire. */
function pointsOf(customer: number, { sum, lowest, spent }: Course): LedgerTransaction[] {
  const customerId = castUuid(customer);
  const drawn = draw('points', customer);
  const goal = customer === cast.liwei ? 6_420n : BigInt(Math.round(drawn.unit('balance') ** 3 * 25_000));
  // The oldest points are spent first.
  const expiring = customer === cast.liwei ? 320n : goal / 20n;
  const first = largest(expiring + spent, -lowest);
  const later = largest(0n, goal - sum - first);
  const old =
    joinedDaysOf(customer) > oldGiftDays && drawn.chance('old', 0.2) ? BigInt(drawn.integer('old', 50, 900)) : 0n;
  const oldAt = minutesBefore(seedNow, oldGiftDays * minutesPerDay);
  const issued = houseAccount('points-issued', customerId, pointsAsset);
  const points = pointsAccount(customerId);
  const give = (name: string, at: Date, amount: bigint) =>
    book(customerId, 'POINTS_EARNED', `points:${name}`, at, amount, [
      debit(issued, amount),
      credit(points, amount, { narrative: 'Points given' }),
    ]);
  return [
    ...give('old', oldAt, old),
    ...book(customerId, 'POINTS_EXPIRED', 'points:expired', computePointsExpiry(oldAt), old, [
      debit(points, old, { narrative: 'Points expired' }),
      credit(issued, old),
    ]),
    ...give('first', minutesBefore(seedNow, firstGiftDays * minutesPerDay), first),
    ...give('later', minutesBefore(seedNow, laterGiftDays * minutesPerDay), later),
  ];
}

function book(
  ownerId: string,
  kind: LedgerTransaction['kind'],
  reference: string,
  bookedAt: Date,
  amount: bigint,
  postings: LedgerTransaction['postings'],
): LedgerTransaction[] {
  return amount === 0n ? [] : [{ ownerId, kind, reference, bookedAt, postings }];
}
