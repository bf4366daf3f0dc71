import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { asc, desc } from 'drizzle-orm';
import { loans } from './tables.ts';

export type LoanRow = RowOf<typeof loans>;

/** Loans by id. */
export const loansById = oneBy(
  statement('finance.loans_by_id', (pool) => pool.select(rowOf(loans)).from(loans).where(anyOf(loans.id, 'keys'))),
  (row) => row.id,
);

/** All loans of customers, newest first; a customer has at most 20. */
export const loansByCustomer = manyBy(
  statement('finance.loans_by_customer', (pool) =>
    pool
      .select(rowOf(loans))
      .from(loans)
      .where(anyOf(loans.customerId, 'keys'))
      .orderBy(asc(loans.customerId), desc(loans.createdAt), desc(loans.id)),
  ),
  (row) => row.customerId,
);
