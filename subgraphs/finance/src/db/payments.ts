import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { payments } from './tables.ts';

export type PaymentRow = RowOf<typeof payments>;

/** Payments by id. */
export const paymentsById = oneBy(
  statement('finance.payments_by_id', (pool) =>
    pool.select(rowOf(payments)).from(payments).where(anyOf(payments.id, 'keys')),
  ),
  (row) => row.id,
);
