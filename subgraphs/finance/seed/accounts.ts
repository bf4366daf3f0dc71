import { finingCity } from '@ecosystem/kit/demo-auto';
import { cast } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, minutesBefore, minutesPerDay, seedNow } from '@ecosystem/kit/world';
import type { ledgerAccounts, loyalty, wallets } from '../src/db/tables.ts';
import {
  houseLane,
  houseLanes,
  type LedgerAccountName,
  type LedgerTransaction,
  pointsAccount,
  pointsAsset,
  settleAccount,
  walletAccount,
} from '../src/domain/ledger.ts';
import { computeExpiring, computePointsBalance, type PointsHistory, tierOf } from '../src/domain/points.ts';
import { homeCurrency, walletMachine } from '../src/domain/wallet.ts';
import { accountRowOf, accountUuid } from './ledger.ts';
import { merchantRows } from './neighbours.ts';
import { type KycLevel, kycLevelOf, odd, openedAt } from './people.ts';
import type { Spending } from './spending.ts';

type AccountRow = typeof ledgerAccounts.$inferInsert;

/** The ledger accounts of a customer, of whose wallet so much is held, in fen. */
export function customerAccountsOf(customer: number, heldMinor: bigint): AccountRow[] {
  const customerId = castUuid(customer);
  const createdAt = openedAt(customer);
  return [
    { ...accountRowOf(walletAccount(customerId, homeCurrency), createdAt), heldMinor },
    accountRowOf(pointsAccount(customerId), createdAt),
  ];
}

/** The accounts of the house, and those of the shops. */
export function sharedAccounts(): AccountRow[] {
  const openedFirst = minutesBefore(seedNow, 2_600 * minutesPerDay);
  const lanes = Array.from({ length: houseLanes }, (_, lane) => houseLane(lane));
  const codes = [
    'premium',
    'claims',
    'fees',
    'clearing',
    'red-packet',
    'points-issued',
    `city:${finingCity}`,
  ] as const satisfies readonly LedgerAccountName['code'][];
  const ofHouse = lanes.flatMap((ownerId) => [
    ...codes.map((code) => ({ ownerId, code, asset: homeCurrency })),
    { ownerId, code: 'points-issued' as const, asset: pointsAsset },
  ]);
  const ofShops = merchantRows.map(({ id }) => settleAccount(id, homeCurrency));
  return [...ofHouse, ...ofShops].map((account) => accountRowOf(account, openedFirst));
}

/** The accounts in which the money of orders waited, each opened when it came. */
export function escrowAccountsOf(transactions: readonly LedgerTransaction[]): AccountRow[] {
  return transactions.flatMap(({ kind, bookedAt, postings }) =>
    kind === 'PAYMENT_CAPTURE'
      ? postings
          .filter(({ account }) => account.code.startsWith('escrow:'))
          .map(({ account }) => accountRowOf(account, bookedAt))
      : [],
  );
}

/** How much customers may spend on one day, by how well they are known. */
export const dailyLimits: Readonly<Record<KycLevel, bigint>> = {
  NONE: 0n,
  BASIC: 1_000_00n,
  STANDARD: 10_000_00n,
  ENHANCED: 50_000_00n,
};

export function walletOf(customer: number, spending: Spending): typeof wallets.$inferInsert {
  const events: EventOf<typeof walletMachine>[] =
    customer === cast.erased ? ['close'] : customer === odd.frozen ? ['freeze'] : [];
  return {
    customerId: castUuid(customer),
    id: castUuid(customer),
    status: walletMachine.follow(events),
    accountId: accountUuid(walletAccount(castUuid(customer), homeCurrency)),
    dailyLimitMinor: dailyLimits[kycLevelOf(customer)],
    spentMinor: spending.latest()?.spentMinor ?? 0n,
    spentOn: spending.latest()?.spentOn ?? null,
    currency: homeCurrency,
    createdAt: openedAt(customer),
  };
}

/** For how many days ahead customers are told of points that expire. */
const expiringDays = 30;

export function loyaltyOf(
  customer: number,
  historyOf: (customerId: string) => PointsHistory,
): typeof loyalty.$inferInsert {
  const customerId = castUuid(customer);
  const history = historyOf(customerId);
  return {
    customerId,
    tier: tierOf(computePointsBalance(history)),
    accountId: accountUuid(pointsAccount(customerId)),
    expiring30d: Number(computeExpiring(history, seedNow, expiringDays)),
    createdAt: openedAt(customer),
  };
}

/** What happened to the points of customers, by their ids. */
export function pointsHistoriesOf(transactions: readonly LedgerTransaction[]): (customerId: string) => PointsHistory {
  const histories = new Map<string, { lots: { earnedAt: Date; points: bigint }[]; spent: bigint; expired: bigint }>();
  for (const { kind, bookedAt, postings } of transactions) {
    for (const { account, direction, amountMinor } of postings) {
      if (account.code !== 'points') continue;
      const history = histories.get(account.ownerId) ?? { lots: [], spent: 0n, expired: 0n };
      histories.set(account.ownerId, history);
      if (direction === 'CREDIT') history.lots.push({ earnedAt: bookedAt, points: amountMinor });
      else if (kind === 'POINTS_EXPIRED') history.expired += amountMinor;
      else history.spent += amountMinor;
    }
  }
  return (customerId) => histories.get(customerId) ?? { lots: [], spent: 0n, expired: 0n };
}
