import { oneOf, type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Database, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { JobKey } from '@ecosystem/kit/jobs';
import { type BatchQuery, oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { and, asc, count, desc, eq, lte, sql } from 'drizzle-orm';
import type { PayableType } from '../domain/payment-kinds.ts';
import { merchantPayments, payments, refunds } from './tables.ts';

export type PaymentRow = RowOf<typeof payments>;
export type RefundRow = RowOf<typeof refunds>;

/** Payments by id. */
export const paymentsById = oneBy(
  statement('finance.payments_by_id', (pool) =>
    pool.select(rowOf(payments)).from(payments).where(anyOf(payments.id, 'keys')),
  ),
  (row) => row.id,
);

/** The payment, locked until the transaction ends; null if there is none. */
export async function lockPayment(pool: Pool, id: Uuid): Promise<PaymentRow | null> {
  const [row] = await pool.select(rowOf(payments)).from(payments).where(eq(payments.id, id)).for('update');
  return row ?? null;
}

export async function insertPayment(pool: Pool, row: typeof payments.$inferInsert): Promise<void> {
  await pool.insert(payments).values(row);
}

/** Writes what changed of a payment. */
export async function savePayment(
  pool: Pool,
  { customerId, id }: Pick<PaymentRow, 'customerId' | 'id'>,
  changes: Partial<typeof payments.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(payments)
    .set({ ...changes, updatedAt: at, version: sql`${payments.version} + 1` })
    .where(and(eq(payments.customerId, customerId), eq(payments.id, id)));
}

/** Adds a captured payment to what its merchant sees. */
export async function insertMerchantPayment(pool: Pool, row: typeof merchantPayments.$inferInsert): Promise<void> {
  await pool.insert(merchantPayments).values(row);
}

/** Writes what changed of a payment in what its merchant sees; nothing where no shop was paid. */
export async function saveMerchantPayment(
  pool: Pool,
  paymentId: Uuid,
  changes: Partial<typeof merchantPayments.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(merchantPayments)
    .set({ ...changes, updatedAt: at, version: sql`${merchantPayments.version} + 1` })
    .where(eq(merchantPayments.paymentId, paymentId));
}

export async function countRefunds(pool: Pool, { customerId, id }: PaymentRow): Promise<number> {
  const [found] = await pool
    .select({ refunds: count() })
    .from(refunds)
    .where(and(eq(refunds.customerId, customerId), eq(refunds.paymentId, id)));
  return found?.refunds ?? 0;
}

export async function insertRefund(pool: Pool, row: typeof refunds.$inferInsert): Promise<void> {
  await pool.insert(refunds).values(row);
}

/** Whether something is paid already. */
export async function isPaid(pool: Pool, payable: { readonly type: string; readonly id: Uuid }): Promise<boolean> {
  const found = await pool
    .select({ id: payments.id })
    .from(payments)
    .where(
      and(
        eq(payments.payableId, payable.id),
        sql`${payments.payableType} = ${payable.type}`,
        sql`${payments.status} in ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED')`,
      ),
    )
    .limit(1);
  return found.length > 0;
}

/** Payments by customers, newest first. */
export const paymentPages = pagesBy('finance.payment_pages', payments, {
  by: payments.customerId,
  direction: 'desc',
  sort: [
    { column: payments.createdAt, type: 'timestamptz', textOf: (row) => row.createdAt.toISOString() },
    { column: payments.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { status: among(payments.status) },
});

/** Captured payments to merchants, the latest captured first: the copy's rows, whose payments are loaded by id. */
export const merchantPaymentPages = pagesBy('finance.merchant_payment_pages', merchantPayments, {
  by: merchantPayments.merchantId,
  direction: 'desc',
  sort: [
    { column: merchantPayments.capturedAt, type: 'timestamptz', textOf: (row) => row.capturedAt.toISOString() },
    { column: merchantPayments.paymentId, type: 'uuid', textOf: (row) => row.paymentId },
  ],
  filters: { status: among(merchantPayments.status) },
});

/** One thing that can be paid. */
export interface PayableKey {
  readonly type: PayableType;
  readonly id: Uuid;
}

const selectPaymentsOf = statement<{ types: string[]; ids: string[] }, { list: number; row: PaymentRow }>(
  'finance.payments_by_payable',
  (pool) => {
    const payment = pool
      .select(rowOf(payments))
      .from(payments)
      .where(and(sql`${payments.payableId} = asked.id`, sql`${payments.payableType} = asked.type`))
      .orderBy(sql`${payments.capturedAt} is null`, desc(payments.createdAt), desc(payments.id))
      .limit(1)
      .as('payment');
    return pool
      .select({ list: sql<number>`asked.position::int`, row: payment._.selectedFields })
      .from(
        sql`unnest(${sql.placeholder('types')}::text[], ${sql.placeholder('ids')}::uuid[])
          with ordinality as asked(type, id, position)`,
      )
      .crossJoinLateral(payment)
      .orderBy(sql`asked.position`);
  },
);

/** The payment of each thing that can be paid: the captured one, or else the latest. */
export const paymentsByPayable: BatchQuery<PayableKey, PaymentRow | null> = {
  keyOf: ({ type, id }) => `${type} ${id}`,
  async fetch(database, keys) {
    const rows = await selectPaymentsOf(database, {
      types: keys.map(({ type }) => type),
      ids: keys.map(({ id }) => id),
    });
    const found = new Map(rows.map(({ list, row }) => [list, row]));
    return keys.map((_, index) => found.get(index + 1) ?? null);
  },
};

/**
 * Payments whose time is over and that nobody has ended, longest due first.
 * The condition stands here in the words of the partial index: a parameter would not do.
 */
export function findOverduePayments({ read }: Database, at: Date, limit: number): Promise<JobKey[]> {
  return read
    .select({ customerId: payments.customerId, id: payments.id })
    .from(payments)
    .where(and(oneOf(payments.status, ['CREATED', 'AUTHORISED']), lte(payments.expiresAt, at)))
    .orderBy(asc(payments.expiresAt))
    .limit(limit);
}
