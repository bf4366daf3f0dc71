import type { Pool } from '@ecosystem/kit/database';
import { newId, type Uuid } from '@ecosystem/kit/ids';
import { and, asc, eq, or, sql } from 'drizzle-orm';
import {
  accountRuleOf,
  assetExponent,
  type LedgerAccountName,
  type LedgerTransaction,
  type Posting,
  sumByAsset,
} from '../domain/ledger.ts';
import { ledgerAccounts, ledgerEntries, ledgerTransactions } from './tables.ts';

/**
 * Books a transaction: locks the accounts, wallets first and then in the order of owner kind and id, opens those that do not exist yet,
 * writes the entries and changes the balances, all in one statement. The database refuses what does not balance (F1) or would overdraw an account (F3).
 * @returns the id of the transaction.
 * @throws Error if debits and credits differ, or nothing is booked.
 */
export async function post(pool: Pool, transaction: LedgerTransaction): Promise<Uuid> {
  const { ownerId, kind, reference, bookedAt, postings, reversesId } = transaction;
  for (const [asset, sum] of sumByAsset(postings)) {
    if (sum !== 0n) throw new Error(`Debits and credits of ${asset} differ by ${sum} in ${kind} ${reference}.`);
  }
  if (postings.length === 0) throw new Error(`Nothing is booked in ${kind} ${reference}.`);
  const id = transaction.id ?? newId(bookedAt);
  const legs = JSON.stringify(postings.map((posting, index) => legOf(posting, index, bookedAt)));
  await pool.execute(sql`select ledger_post(
    ${ownerId}::uuid, ${id}::uuid, ${kind}, ${reference}, ${bookedAt.toISOString()}::timestamptz, ${reversesId ?? null}::uuid, ${legs}::jsonb
  )`);
  return id;
}

/** A posting in the words of `ledger_post`, whose migration says what each means. */
function legOf({ account, direction, amountMinor, heldChangeMinor, narrative }: Posting, index: number, at: Date) {
  const { ownerKind, normal, allowNegative } = accountRuleOf(account);
  return {
    number: index,
    owner_id: account.ownerId,
    owner_kind: ownerKind,
    code: account.code,
    asset: account.asset,
    exponent: assetExponent(account.asset),
    normal,
    allow_negative: allowNegative,
    account_id: newId(at),
    entry_id: newId(at),
    direction,
    amount_minor: String(amountMinor),
    held_change_minor: String(heldChangeMinor ?? 0n),
    narrative: narrative ?? null,
  };
}

/** What an account holds. */
export interface AccountBalance {
  readonly balanceMinor: bigint;
  readonly heldMinor: bigint;
}

const keyOf = ({ ownerId, code, asset }: LedgerAccountName): string => `${ownerId} ${code} ${asset}`;

/**
 * The balances of accounts in the order of the names, locked until the transaction ends; 0 for an account that was never used. They are
 * locked in the same order as `post` does: who locks points and books in a wallet later must lock the wallet before.
 * All accounts that a decision needs are locked by one call, so that two decisions never wait for each other in a circle.
 */
export async function lockBalances(pool: Pool, names: readonly LedgerAccountName[]): Promise<AccountBalance[]> {
  const rows = await pool
    .select({
      ownerId: ledgerAccounts.ownerId,
      code: ledgerAccounts.code,
      asset: ledgerAccounts.asset,
      balanceMinor: ledgerAccounts.balanceMinor,
      heldMinor: ledgerAccounts.heldMinor,
    })
    .from(ledgerAccounts)
    .where(
      or(
        ...names.map(({ ownerId, code, asset }) =>
          and(eq(ledgerAccounts.ownerId, ownerId), eq(ledgerAccounts.code, code), eq(ledgerAccounts.asset, asset)),
        ),
      ),
    )
    .orderBy(sql`${ledgerAccounts.code} <> 'wallet'`, asc(ledgerAccounts.ownerKind), asc(ledgerAccounts.id))
    .for('update');
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return names.map((name) => found.get(keyOf(name)) ?? { balanceMinor: 0n, heldMinor: 0n });
}

/** Changes what is held in an account, without an entry: the money stays where it is. */
export async function changeHeld(
  pool: Pool,
  { ownerId, code, asset }: LedgerAccountName,
  changeMinor: bigint,
  at: Date,
): Promise<void> {
  await pool
    .update(ledgerAccounts)
    .set({
      heldMinor: sql`${ledgerAccounts.heldMinor} + ${changeMinor}`,
      updatedAt: at,
      version: sql`${ledgerAccounts.version} + 1`,
    })
    .where(and(eq(ledgerAccounts.ownerId, ownerId), eq(ledgerAccounts.code, code), eq(ledgerAccounts.asset, asset)));
}

/** A booked transaction with its postings in the order in which they were booked; null if there is none. */
export async function findBooked(
  pool: Pool,
  transactionId: Uuid,
): Promise<Pick<LedgerTransaction, 'ownerId' | 'kind' | 'postings'> | null> {
  const rows = await pool
    .select({
      ownerId: ledgerTransactions.ownerId,
      kind: ledgerTransactions.kind,
      accountOwnerId: ledgerAccounts.ownerId,
      code: ledgerAccounts.code,
      asset: ledgerAccounts.asset,
      direction: ledgerEntries.direction,
      amountMinor: ledgerEntries.amountMinor,
      narrative: ledgerEntries.narrative,
    })
    .from(ledgerTransactions)
    .innerJoin(ledgerEntries, eq(ledgerEntries.transactionId, ledgerTransactions.id))
    .innerJoin(
      ledgerAccounts,
      and(eq(ledgerAccounts.ownerId, ledgerEntries.ownerId), eq(ledgerAccounts.id, ledgerEntries.accountId)),
    )
    .where(eq(ledgerTransactions.id, transactionId))
    .orderBy(asc(ledgerEntries.id));
  const [first] = rows;
  if (!first) return null;
  const postings = rows.map(({ accountOwnerId, code, asset, direction, amountMinor, narrative }) => ({
    account: { ownerId: accountOwnerId, code, asset },
    direction,
    amountMinor,
    ...(narrative !== null && { narrative }),
  }));
  return { ownerId: first.ownerId, kind: first.kind, postings };
}
