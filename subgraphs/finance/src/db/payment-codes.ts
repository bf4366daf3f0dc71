import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { oneBy } from '@ecosystem/kit/loaders';
import { and, eq, sql } from 'drizzle-orm';
import { paymentCodes } from './tables.ts';

export type PaymentCodeRow = RowOf<typeof paymentCodes>;

/** Dynamic codes by their text. */
export const paymentCodesByPayload = oneBy(
  statement('finance.payment_codes_by_payload', (pool) =>
    pool.select(rowOf(paymentCodes)).from(paymentCodes).where(anyOf(paymentCodes.payload, 'keys')),
  ),
  (row) => row.payload,
);

/** The dynamic code with this text, locked until the transaction ends; null if it was never given to anybody. */
export async function lockPaymentCode(pool: Pool, payload: string): Promise<PaymentCodeRow | null> {
  const [row] = await pool
    .select(rowOf(paymentCodes))
    .from(paymentCodes)
    .where(eq(paymentCodes.payload, payload))
    .for('update');
  return row ?? null;
}

/** Keeps a code. @returns false if the merchant has one with this reference, and nothing was written. */
export async function insertPaymentCode(pool: Pool, row: typeof paymentCodes.$inferInsert): Promise<boolean> {
  const written = await pool.insert(paymentCodes).values(row).onConflictDoNothing().returning({ id: paymentCodes.id });
  return written.length > 0;
}

/** Writes by which payment a code was used. */
export async function saveCodeUse(
  pool: Pool,
  { merchantId, id }: Pick<PaymentCodeRow, 'merchantId' | 'id'>,
  paymentId: Uuid,
  at: Date,
): Promise<void> {
  await pool
    .update(paymentCodes)
    .set({ usedByPaymentId: paymentId, updatedAt: at, version: sql`${paymentCodes.version} + 1` })
    .where(and(eq(paymentCodes.merchantId, merchantId), eq(paymentCodes.id, id)));
}
