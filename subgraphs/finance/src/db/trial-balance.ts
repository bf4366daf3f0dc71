import type { Database } from '@ecosystem/kit/database';
import type { BatchQuery } from '@ecosystem/kit/loaders';
import { asc, lte, sql } from 'drizzle-orm';
import { ledgerEntries } from './tables.ts';

/** What was booked of one asset, in its smallest unit. */
export interface TrialBalanceSums {
  readonly asset: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** The most rows of a trial balance; the ledger has a row for each currency, and one for points. */
const rowsMax = 50;

/**
 * The sums of all entries booked until an instant, by asset.
 * It reads the whole ledger, which no index shortens: about 1.5 seconds for 8.2 million entries. So it takes a connection of the
 * pool for writes; behind a long statement on the connection for reads all other reads would wait.
 */
export const trialBalanceAt: BatchQuery<Date, TrialBalanceSums[]> = {
  keyOf: (at) => at.toISOString(),
  fetch: (database, instants) => Promise.all(instants.map((at) => sumEntries(database, at))),
};

function sumEntries({ write }: Database, at: Date): Promise<TrialBalanceSums[]> {
  const sumOf = (direction: 'DEBIT' | 'CREDIT') =>
    sql`coalesce(sum(${ledgerEntries.amountMinor}) filter (where ${ledgerEntries.direction} = ${direction}), 0)`.mapWith(
      BigInt,
    );
  return write
    .select({ asset: ledgerEntries.asset, debitMinor: sumOf('DEBIT'), creditMinor: sumOf('CREDIT') })
    .from(ledgerEntries)
    .where(lte(ledgerEntries.bookedAt, at))
    .groupBy(ledgerEntries.asset)
    .orderBy(asc(ledgerEntries.asset))
    .limit(rowsMax);
}
