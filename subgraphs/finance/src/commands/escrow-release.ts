import type { Change } from '@ecosystem/kit/command';
import { done, type Result } from '@ecosystem/kit/result';
import { post } from '../db/ledger.ts';
import { type PaymentRow, saveMerchantPayment, savePayment } from '../db/payments.ts';
import { decideRelease } from '../domain/escrow.ts';
import { releasePostings } from '../domain/payment-postings.ts';
import { findFee } from './capture.ts';

/**
 * Gives what is left in escrow to the shop, less the fee, and points to the payer. The payment is locked.
 * Nothing happens if it was released or given back before; refused while a return is open.
 */
export async function releaseEscrow(change: Change, payment: PaymentRow): Promise<Result<null, 'ILLEGAL_TRANSITION'>> {
  const { pool, at, publish } = change;
  const isThere = decideRelease(payment);
  if (!isThere.ok) return isThere;
  if (!isThere.value) return done(null);
  const { customerId, id, funding, currency } = payment;
  if (funding === null) throw new Error('A captured payment has a source.');
  const leftMinor = payment.capturedMinor - payment.refundedMinor;
  const feeMinor = await findFee(change, payment, leftMinor);
  const postings = releasePostings(payment, funding, feeMinor);
  const seen = { feeMinor, isInEscrow: false };
  publish({
    topic: 'payment.released',
    customerId,
    payload: { paymentId: id, amountMinor: String(leftMinor), feeMinor: String(feeMinor), currency },
  });
  await Promise.all([
    savePayment(pool, payment, { ...seen, escrowReleaseAt: null }, at),
    saveMerchantPayment(pool, id, seen, at),
    postings.length === 0
      ? null
      : post(pool, {
          ownerId: customerId,
          kind: 'ESCROW_RELEASE',
          reference: `payment:${id}:release`,
          bookedAt: at,
          postings,
        }),
  ]);
  return done(null);
}
