import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { payments } from './tables.ts';

export type PaymentRow = typeof payments.$inferSelect;

/** Payments by id. */
export const paymentsById = oneBy(
  statement('finance.payments_by_id', (pool) => pool.select().from(payments).where(anyOf(payments.id, 'keys'))),
  (row) => row.id,
);
