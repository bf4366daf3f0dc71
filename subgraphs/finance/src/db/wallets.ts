import type { RowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { and, eq } from 'drizzle-orm';
import { homeCurrency } from '../domain/wallet.ts';
import { ledgerAccounts, wallets } from './tables.ts';

type Wallet = RowOf<typeof wallets>;
type LedgerAccount = RowOf<typeof ledgerAccounts>;

export type WalletRow = Pick<Wallet, 'customerId' | 'id' | 'status' | 'dailyLimitMinor' | 'currency'> &
  Pick<LedgerAccount, 'balanceMinor' | 'heldMinor'>;

/** Wallets with their balances, which the ledger keeps. */
const selectWallets = (pool: Pool) =>
  pool
    .select({
      customerId: wallets.customerId,
      id: wallets.id,
      status: wallets.status,
      dailyLimitMinor: wallets.dailyLimitMinor,
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
