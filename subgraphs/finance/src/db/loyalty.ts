import type { RowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { and, eq } from 'drizzle-orm';
import { ledgerAccounts, loyalty } from './tables.ts';

type LedgerAccount = RowOf<typeof ledgerAccounts>;

export type LoyaltyRow = Pick<RowOf<typeof loyalty>, 'customerId' | 'tier' | 'expiring30d'> &
  Pick<LedgerAccount, 'balanceMinor' | 'heldMinor'>;

/** The points accounts of customers, each with its balance from the ledger. */
export const loyaltyByCustomer = oneBy(
  statement('finance.loyalty_by_customer', (pool) =>
    pool
      .select({
        customerId: loyalty.customerId,
        tier: loyalty.tier,
        expiring30d: loyalty.expiring30d,
        balanceMinor: ledgerAccounts.balanceMinor,
        heldMinor: ledgerAccounts.heldMinor,
      })
      .from(loyalty)
      .innerJoin(
        ledgerAccounts,
        and(eq(ledgerAccounts.ownerId, loyalty.customerId), eq(ledgerAccounts.id, loyalty.accountId)),
      )
      .where(anyOf(loyalty.customerId, 'keys')),
  ),
  (row) => row.customerId,
);
