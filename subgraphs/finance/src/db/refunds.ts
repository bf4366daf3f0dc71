import { rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { asc } from 'drizzle-orm';
import { refunds } from './tables.ts';

/** Refunds by id. */
export const refundsById = oneBy(
  statement('finance.refunds_by_id', (pool) =>
    pool.select(rowOf(refunds)).from(refunds).where(anyOf(refunds.id, 'keys')),
  ),
  (row) => row.id,
);

/** The refunds of payments, oldest first; at most 50 of each. */
export const refundsByPayment = manyBy(
  statement('finance.refunds_by_payment', (pool) =>
    pool
      .select(rowOf(refunds))
      .from(refunds)
      .where(anyOf(refunds.paymentId, 'keys'))
      .orderBy(asc(refunds.createdAt), asc(refunds.id)),
  ),
  (row) => row.paymentId,
);
