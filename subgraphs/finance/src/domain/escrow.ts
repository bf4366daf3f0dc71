import { done, type Result, refused } from '@ecosystem/kit/result';
import type { Payment } from './payment-decisions.ts';

type Escrow = Pick<Payment, 'isInEscrow' | 'escrowReleaseAt'>;

/** Whether an open return stops the clock. */
export const isPaused = ({ isInEscrow, escrowReleaseAt }: Escrow): boolean => isInEscrow && escrowReleaseAt === null;

/** Whether the buyer has had all the time there is to say something, and the money goes to the shop. */
export const isReleaseDue = ({ isInEscrow, escrowReleaseAt }: Escrow, at: Date): boolean =>
  isInEscrow && escrowReleaseAt !== null && escrowReleaseAt <= at;

/** Whether there is money to release; false if it was released or given back before. Never during an open return. */
export function decideRelease(payment: Escrow): Result<boolean, 'ILLEGAL_TRANSITION'> {
  if (isPaused(payment)) {
    return refused('ILLEGAL_TRANSITION', ['paymentId'], 'Money is not released while a return is open.');
  }
  return done(payment.isInEscrow);
}

/** How long the clock of a payment in escrow still runs, in milliseconds; null if it does not run. */
export function computeLeftMs({ isInEscrow, escrowReleaseAt }: Escrow, at: Date): number | null {
  if (!isInEscrow || escrowReleaseAt === null) return null;
  return Math.max(0, escrowReleaseAt.getTime() - at.getTime());
}
