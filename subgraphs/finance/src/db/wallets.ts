import type { RowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { oneBy } from '@ecosystem/kit/loaders';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { homeCurrency } from '../domain/wallet.ts';
import { ledgerAccounts, wallets } from './tables.ts';

type Wallet = RowOf<typeof wallets>;
type LedgerAccount = RowOf<typeof ledgerAccounts>;

export type WalletRow = Pick<
  Wallet,
  'customerId' | 'id' | 'status' | 'accountId' | 'dailyLimitMinor' | 'spentMinor' | 'spentOn' | 'currency'
> &
  Pick<LedgerAccount, 'balanceMinor' | 'heldMinor'>;

/** Wallets with their balances, which the ledger keeps. */
const selectWallets = (pool: Pool) =>
  pool
    .select({
      customerId: wallets.customerId,
      id: wallets.id,
      status: wallets.status,
      accountId: wallets.accountId,
      dailyLimitMinor: wallets.dailyLimitMinor,
      spentMinor: wallets.spentMinor,
      spentOn: wallets.spentOn,
      currency: wallets.currency,
      balanceMinor: ledgerAccounts.balanceMinor,
      heldMinor: ledgerAccounts.heldMinor,
    })
    .from(wallets)
    .innerJoin(
      ledgerAccounts,
      and(eq(ledgerAccounts.ownerId, wallets.customerId), eq(ledgerAccounts.id, wallets.accountId)),
    );

/** Wallets by id. */
export const walletsById = oneBy(
  statement('finance.wallets_by_id', (pool) => selectWallets(pool).where(anyOf(wallets.id, 'keys'))),
  (row) => row.id,
);

/** The wallets of customers in the home currency. */
export const walletsByCustomer = oneBy(
  statement('finance.wallets_by_customer', (pool) =>
    selectWallets(pool).where(and(anyOf(wallets.customerId, 'keys'), eq(wallets.currency, homeCurrency))),
  ),
  (row) => row.customerId,
);

/**
 * The wallets of customers in a currency, locked until the transaction ends in the order of their accounts; null for who has none.
 * All that a change needs are locked by one call.
 */
export async function lockWallets(
  pool: Pool,
  customerIds: readonly Uuid[],
  currency: string,
): Promise<(WalletRow | null)[]> {
  const rows = await selectWallets(pool)
    .where(and(inArray(wallets.customerId, [...customerIds]), eq(wallets.currency, currency)))
    .orderBy(asc(ledgerAccounts.id))
    .for('update');
  return customerIds.map((customerId) => rows.find((row) => row.customerId === customerId) ?? null);
}

/** Writes what a wallet has spent on a business day. */
export async function saveSpending(
  pool: Pool,
  { customerId, id }: Pick<WalletRow, 'customerId' | 'id'>,
  spent: { readonly spentMinor: bigint; readonly spentOn: string },
  at: Date,
): Promise<void> {
  await pool
    .update(wallets)
    .set({ ...spent, updatedAt: at, version: sql`${wallets.version} + 1` })
    .where(and(eq(wallets.customerId, customerId), eq(wallets.id, id)));
}
