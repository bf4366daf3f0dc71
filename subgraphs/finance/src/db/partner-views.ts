import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { and, desc, eq, sql } from 'drizzle-orm';
import { homeCurrency } from '../domain/wallet.ts';
import { ledgerAccounts, policies, wallets } from './tables.ts';

/** What the wallets of customers hold in the home currency, for their bands. */
export const balancesByCustomer = oneBy(
  statement('finance.balances_by_customer', (pool) =>
    pool
      .select({ customerId: wallets.customerId, balanceMinor: ledgerAccounts.balanceMinor })
      .from(wallets)
      .innerJoin(
        ledgerAccounts,
        and(eq(ledgerAccounts.ownerId, wallets.customerId), eq(ledgerAccounts.id, wallets.accountId)),
      )
      .where(and(anyOf(wallets.customerId, 'keys'), eq(wallets.currency, homeCurrency))),
  ),
  (row) => row.customerId,
);

export type PolicySummaryRow = Pick<typeof policies.$inferSelect, 'product' | 'status' | 'expiresOn'>;

/** The most policies that a partner sees of a customer; the contract's own bound. */
const summariesMax = 20;

/** The policies of customers in short, the latest term first; at most 20 of each. */
export const policySummariesByCustomer = manyBy(
  statement('finance.policy_summaries_by_customer', (pool) => {
    const latest = pool
      .select({ product: policies.product, status: policies.status, expiresOn: policies.expiresOn, id: policies.id })
      .from(policies)
      .where(sql`${policies.customerId} = list.customer_id`)
      .orderBy(desc(policies.expiresOn), desc(policies.id))
      .limit(summariesMax)
      .as('latest');
    return pool
      .select({
        customerId: sql<string>`list.customer_id`,
        product: latest.product,
        status: latest.status,
        expiresOn: latest.expiresOn,
      })
      .from(sql`unnest(${sql.placeholder('keys')}::uuid[]) as list(customer_id)`)
      .crossJoinLateral(latest)
      .orderBy(desc(latest.expiresOn), desc(latest.id));
  }),
  (row) => row.customerId,
);
