import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Database, type Pool, statement } from '@ecosystem/kit/database';
import type { JobKey } from '@ecosystem/kit/jobs';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { and, asc, desc, eq, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { LoanInstalment } from '../domain/loan-instalments.ts';
import { loanInstalments, loans } from './tables.ts';

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

/** Loans of which an instalment is due on a business day and was not tried on it, the longest due first. */
export function findDueLoans({ read }: Database, today: string, limit: number): Promise<JobKey[]> {
  return read
    .select({ customerId: loans.customerId, id: loans.id })
    .from(loans)
    .where(
      and(
        // Literals, as in the partial index.
        sql`${loans.status} in ('IN_REPAYMENT', 'OVERDUE')`,
        lte(loans.nextDueOn, today),
        or(isNull(loans.triedOn), lt(loans.triedOn, today)),
        // A loan without a plan is collected by its bank.
        sql`exists (
          select from ${loanInstalments}
          where ${loanInstalments.customerId} = ${loans.customerId} and ${loanInstalments.loanId} = ${loans.id}
            and ${loanInstalments.paidAt} is null)`,
      ),
    )
    .orderBy(asc(loans.nextDueOn))
    .limit(limit);
}

/** The loan, locked until the transaction ends; null if there is none. */
export async function lockLoan(pool: Pool, { customerId, id }: JobKey): Promise<LoanRow | null> {
  const [row] = await pool
    .select(rowOf(loans))
    .from(loans)
    .where(and(eq(loans.customerId, customerId), eq(loans.id, id)))
    .for('update');
  return row ?? null;
}

/** The instalments of a loan that are not paid, the oldest first. */
export async function findUnpaidInstalments(pool: Pool, { customerId, id }: JobKey): Promise<LoanInstalment[]> {
  const rows = await pool
    .select({
      number: loanInstalments.number,
      dueOn: loanInstalments.dueOn,
      principalMinor: loanInstalments.principalMinor,
      interestMinor: loanInstalments.interestMinor,
    })
    .from(loanInstalments)
    .where(
      and(eq(loanInstalments.customerId, customerId), eq(loanInstalments.loanId, id), isNull(loanInstalments.paidAt)),
    )
    .orderBy(asc(loanInstalments.number));
  return rows.map((row) => ({ ...row, amountMinor: row.principalMinor + row.interestMinor }));
}

/** Writes what changed of a loan. */
export async function saveLoan(
  pool: Pool,
  { customerId, id }: JobKey,
  changes: Partial<typeof loans.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(loans)
    .set({ ...changes, updatedAt: at, version: sql`${loans.version} + 1` })
    .where(and(eq(loans.customerId, customerId), eq(loans.id, id)));
}

/** Marks instalments of a loan as paid. */
export async function savePaidInstalments(
  pool: Pool,
  { customerId, id }: JobKey,
  numbers: readonly number[],
  at: Date,
): Promise<void> {
  await pool
    .update(loanInstalments)
    .set({ paidAt: at, updatedAt: at, version: sql`${loanInstalments.version} + 1` })
    .where(
      and(
        eq(loanInstalments.customerId, customerId),
        eq(loanInstalments.loanId, id),
        inArray(loanInstalments.number, [...numbers]),
      ),
    );
}
