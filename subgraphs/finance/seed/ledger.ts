import { seedNow, seedUuid } from '@ecosystem/kit/world';
import type { ledgerAccounts, ledgerEntries, ledgerTransactions } from '../src/db/tables.ts';
import { accountRuleOf, assetExponent, type LedgerAccountName, type LedgerTransaction } from '../src/domain/ledger.ts';

/** The id of an account in the demo world. */
export const accountUuid = ({ ownerId, code, asset }: LedgerAccountName): string =>
  seedUuid(seedNow, `account ${ownerId} ${code} ${asset}`);

/** An account with nothing in it: balances follow from the entries once all are in place. */
export function accountRowOf(account: LedgerAccountName, createdAt: Date): typeof ledgerAccounts.$inferInsert {
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

export const transactionRowOf = (transaction: LedgerTransaction): typeof ledgerTransactions.$inferInsert => ({
  ownerId: transaction.ownerId,
  id: transactionUuid(transaction),
  kind: transaction.kind,
  reference: transaction.reference,
  bookedAt: transaction.bookedAt,
  reversesId: transaction.reversesId ?? null,
  createdAt: transaction.bookedAt,
});

const transactionUuid = ({ id, ownerId, reference, bookedAt }: LedgerTransaction): string =>
  id ?? seedUuid(bookedAt, `transaction ${ownerId} ${reference}`);

/** The entries of a transaction; numbers below 0 stand for those that follow from all entries of the account. */
export function entryRowsOf(transaction: LedgerTransaction): (typeof ledgerEntries.$inferInsert)[] {
  const { ownerId, kind, reference, bookedAt } = transaction;
  return transaction.postings.map(({ account, direction, amountMinor, narrative }, index) => {
    const id = seedUuid(bookedAt, `entry ${ownerId} ${reference}`, index);
    return {
      ownerId: account.ownerId,
      accountId: accountUuid(account),
      seq: provisionalSeq(id),
      id,
      transactionId: transactionUuid(transaction),
      direction,
      amountMinor,
      balanceAfterMinor: 0n,
      asset: account.asset,
      kind,
      bookedAt,
      narrative: narrative ?? null,
      createdAt: bookedAt,
    };
  });
}

/** A number below 0 that no other entry has: the random bits of its id. */
const provisionalSeq = (id: string): bigint => -1n - BigInt(`0x${id.slice(24)}${id.slice(20, 23)}`);
