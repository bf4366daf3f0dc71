import { rowOf } from '@ecosystem/kit/columns';
import type { Pool } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { and, eq } from 'drizzle-orm';
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
