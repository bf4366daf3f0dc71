import { rowOf } from '@ecosystem/kit/columns';
import type { Database, Pool } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { JobKey } from '@ecosystem/kit/jobs';
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { PaymentRow } from './payments.ts';
import { escrowPauses, payments } from './tables.ts';

/** The payment by which an order was paid into escrow, locked until the transaction ends; null if there is none in escrow. */
export async function lockEscrowOf(pool: Pool, orderId: Uuid): Promise<PaymentRow | null> {
  const [row] = await pool
    .select(rowOf(payments))
    .from(payments)
    .where(and(eq(payments.payableId, orderId), eq(payments.payableType, 'ORDER'), eq(payments.isInEscrow, true)))
    .for('update');
  return row ?? null;
}

type PaymentKey = Pick<PaymentRow, 'customerId' | 'id'>;
const ofPayment = ({ customerId, id }: PaymentKey) =>
  and(eq(escrowPauses.customerId, customerId), eq(escrowPauses.paymentId, id));

/** What stops the clock of a payment. */
export function findPauses(
  pool: Pool,
  payment: PaymentKey,
): Promise<Pick<typeof escrowPauses.$inferSelect, 'returnId' | 'leftMs'>[]> {
  return pool
    .select({ returnId: escrowPauses.returnId, leftMs: escrowPauses.leftMs })
    .from(escrowPauses)
    .where(ofPayment(payment));
}

export async function insertPause(pool: Pool, row: typeof escrowPauses.$inferInsert): Promise<void> {
  await pool.insert(escrowPauses).values(row);
}

export async function deletePause(pool: Pool, payment: PaymentKey, returnId: Uuid): Promise<void> {
  await pool.delete(escrowPauses).where(and(ofPayment(payment), eq(escrowPauses.returnId, returnId)));
}

/**
 * Payments whose money leaves escrow now, because the buyer has said nothing; longest due first.
 * The condition stands here in the words of the partial index: a parameter would not do.
 */
export function findReleasablePayments({ read }: Database, at: Date, limit: number): Promise<JobKey[]> {
  return read
    .select({ customerId: payments.customerId, id: payments.id })
    .from(payments)
    .where(and(sql`${payments.isInEscrow}`, lte(payments.escrowReleaseAt, at)))
    .orderBy(asc(payments.escrowReleaseAt))
    .limit(limit);
}
