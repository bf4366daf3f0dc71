import { seedNow, seedUuid } from '@ecosystem/kit/world';
import type { ledgerAccounts, ledgerEntries, ledgerTransactions } from '../src/db/tables.ts';
import {
  accountRuleOf,
  assetExponent,
  type LedgerAccountName,
  type LedgerTransaction,
  type Posting,
} from '../src/domain/ledger.ts';

type AccountRow = typeof ledgerAccounts.$inferInsert;
type TransactionRow = typeof ledgerTransactions.$inferInsert;
type EntryRow = typeof ledgerEntries.$inferInsert;

/** The id of an account in the demo world. */
export const accountUuid = ({ ownerId, code, asset }: LedgerAccountName): string =>
  seedUuid(seedNow, `account ${ownerId} ${code} ${asset}`);

/** An account with nothing in it: balances follow from the entries once all are in place. */
export function accountRowOf(account: LedgerAccountName, createdAt: Date): AccountRow {
  const { ownerKind, normal, allowNegative } = accountRuleOf(account);
  return {
    ...account,
    id: accountUuid(account),
    ownerKind,
    exponent: assetExponent(account.asset),
    normal,
    balanceMinor: 0n,
    heldMinor: 0n,
    allowNegative,
    createdAt,
  };
}

/** The rows of what was booked in one part of a world. */
export interface BookedLedger {
  readonly transactions: TransactionRow[];
  readonly entries: EntryRow[];
  readonly accounts: AccountRow[];
}

/**
 * The rows of transactions. The accounts that are given have no entries elsewhere, so theirs are numbered here and summed up;
 * entries of other accounts, which parts of the world share, keep numbers below 0 until all parts are in place.
 */
export function bookLedger(transactions: readonly LedgerTransaction[], accounts: readonly AccountRow[]): BookedLedger {
  const ids = new Map(accounts.map((account) => [keyOf(account), account.id]));
  const accountIdOf = (account: LedgerAccountName): string => {
    const key = keyOf(account);
    const id = ids.get(key) ?? accountUuid(account);
    ids.set(key, id);
    return id;
  };
  const transactionRows: TransactionRow[] = [];
  const byAccount = new Map<string, EntryRow[]>(accounts.map(({ id }) => [id, []]));
  for (const transaction of transactions) {
    const row = transactionRowOf(transaction);
    transactionRows.push(row);
    for (const [index, posting] of transaction.postings.entries()) {
      const accountId = accountIdOf(posting.account);
      const entries = byAccount.get(accountId) ?? [];
      byAccount.set(accountId, entries);
      entries.push(entryRowOf(transaction, row.id, posting, index, accountId));
    }
  }
  const numbered = accounts.map((account) => numberEntries(account, byAccount.get(account.id) ?? []));
  for (const { account, entries } of numbered) byAccount.set(account.id, entries);
  return {
    transactions: transactionRows,
    // In the order of the primary key, which the database enters faster.
    entries: [...byAccount.values()].toSorted(compareOwners).flat(),
    accounts: numbered.map(({ account }) => account),
  };
}

const compareOwners = ([one]: readonly EntryRow[], [other]: readonly EntryRow[]): number =>
  compareText(`${one?.ownerId} ${one?.accountId}`, `${other?.ownerId} ${other?.accountId}`);

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const keyOf = ({ ownerId, code, asset }: LedgerAccountName): string => `${ownerId} ${code} ${asset}`;

/** Numbers the entries of an account in the order in which they were booked, and sums them up. */
function numberEntries(
  account: AccountRow,
  entries: readonly EntryRow[],
): { account: AccountRow; entries: EntryRow[] } {
  let balanceMinor = 0n;
  const numbered = entries.toSorted(compareEntries).map((entry, index) => {
    balanceMinor += entry.direction === account.normal ? entry.amountMinor : -entry.amountMinor;
    return { ...entry, seq: BigInt(index + 1), balanceAfterMinor: balanceMinor };
  });
  return { account: { ...account, balanceMinor, lastSeq: BigInt(entries.length) }, entries: numbered };
}

const compareEntries = (one: EntryRow, other: EntryRow): number =>
  one.bookedAt.getTime() - other.bookedAt.getTime() || compareText(one.id, other.id);

function transactionRowOf(transaction: LedgerTransaction): TransactionRow {
  const { ownerId, kind, reference, bookedAt, reversesId = null } = transaction;
  const id = transaction.id ?? seedUuid(bookedAt, `transaction ${ownerId} ${reference}`);
  return { ownerId, id, kind, reference, bookedAt, reversesId, createdAt: bookedAt };
}

function entryRowOf(
  { ownerId, kind, reference, bookedAt }: LedgerTransaction,
  transactionId: string,
  { account, direction, amountMinor, narrative }: Posting,
  index: number,
  accountId: string,
): EntryRow {
  const id = seedUuid(bookedAt, `entry ${ownerId} ${reference}`, index);
  return {
    ownerId: account.ownerId,
    accountId,
    seq: provisionalSeq(id),
    id,
    transactionId,
    direction,
    amountMinor,
    balanceAfterMinor: 0n,
    asset: account.asset,
    kind,
    bookedAt,
    narrative: narrative ?? null,
    createdAt: bookedAt,
  };
}

/** A number below 0 that no other entry has: the random bits of its id. */
const provisionalSeq = (id: string): bigint => -1n - BigInt(`0x${id.slice(24)}${id.slice(20, 23)}`);
