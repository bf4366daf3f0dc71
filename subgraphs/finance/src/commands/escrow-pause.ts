import type { Change } from '@ecosystem/kit/command';
import type { Uuid } from '@ecosystem/kit/ids';
import { deletePause, findPauses, insertPause } from '../db/escrow.ts';
import { type PaymentRow, savePayment } from '../db/payments.ts';
import { computeLeftMs } from '../domain/escrow.ts';

/**
 * Stops the clock of a payment in escrow because a return of its order was opened. The payment is locked.
 * Nothing happens if its money has left escrow, or if this return stops the clock already.
 */
export async function pauseEscrow({ pool, at }: Change, payment: PaymentRow, returnId: Uuid): Promise<void> {
  if (!payment.isInEscrow) return;
  const pauses = await findPauses(pool, payment);
  if (pauses.some((pause) => pause.returnId === returnId)) return;
  // While it stands already, another return finds as much left as the first.
  const leftMs = computeLeftMs(payment, at) ?? pauses[0]?.leftMs;
  if (leftMs === undefined) throw new Error(`The clock of the payment ${payment.id} stands for no reason.`);
  const { customerId, id: paymentId } = payment;
  await Promise.all([
    savePayment(pool, payment, { escrowReleaseAt: null }, at),
    insertPause(pool, { customerId, paymentId, returnId, leftMs, createdAt: at, updatedAt: at }),
  ]);
}

/**
 * Takes back what one return did. The clock runs on for the time that was left once no return is open any more.
 * The payment is locked; nothing happens if the return does not stop the clock.
 */
export async function resumeEscrow({ pool, at }: Change, payment: PaymentRow, returnId: Uuid): Promise<void> {
  const pauses = await findPauses(pool, payment);
  const pause = pauses.find((other) => other.returnId === returnId);
  if (!pause) return;
  const runsOn = payment.isInEscrow && pauses.length === 1;
  await Promise.all([
    deletePause(pool, payment, returnId),
    runsOn ? savePayment(pool, payment, { escrowReleaseAt: new Date(at.getTime() + pause.leftMs) }, at) : null,
  ]);
}
