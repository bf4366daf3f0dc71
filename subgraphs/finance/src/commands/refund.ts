import type { Change } from '@ecosystem/kit/command';
import { done, type Result } from '@ecosystem/kit/result';
import { lockBalances, post } from '../db/ledger.ts';
import { countRefunds, insertRefund, type PaymentRow, saveMerchantPayment, savePayment } from '../db/payments.ts';
import { computeFeeReversal } from '../domain/fees.ts';
import { pointsAccount } from '../domain/ledger.ts';
import { decideRefund } from '../domain/payment-decisions.ts';
import { computeEarnedPoints, refundPostings } from '../domain/payment-postings.ts';
import { refundMachine } from '../domain/refund.ts';
import { computeAvailable } from '../domain/wallet.ts';
import { lockSource } from './source-lock.ts';

/** What is asked of a refund. */
export interface RefundRequest {
  readonly id: string;
  readonly amountMinor: bigint;
  /** Told to the payer. */
  readonly reason: string;
  readonly requestKey: string;
}

/** Gives money of a locked payment back, with the part of the fee and of the points that belongs to it. */
export async function refund(
  { pool, at, publish }: Change,
  payment: PaymentRow,
  { id, amountMinor, reason, requestKey }: RefundRequest,
): Promise<
  Result<null, 'ILLEGAL_TRANSITION' | 'REFUND_EXCEEDS_CAPTURED' | 'REFUND_WINDOW_CLOSED' | 'TOO_MANY_REFUNDS'>
> {
  const { customerId, funding, feeMinor, isInEscrow } = payment;
  const decision = decideRefund(payment, amountMinor, await countRefunds(pool, payment), at);
  if (!decision.ok) return decision;
  if (funding === null) throw new Error('A captured payment has a source.');
  await lockSource({ pool }, payment, funding);
  const { status, refundedMinor } = decision.value;
  // What is left of the fee belongs to what is left of the money.
  const leftMinor = payment.capturedMinor - payment.refundedMinor;
  const feeBackMinor = isInEscrow
    ? 0n
    : computeFeeReversal({ feeMinor, capturedMinor: leftMinor, refundedMinor: 0n, amountMinor });
  const pointsBack = isInEscrow ? 0n : await findPointsBack(pool, payment, leftMinor, amountMinor);
  const changes = {
    status,
    refundedMinor,
    feeMinor: feeMinor - feeBackMinor,
    isInEscrow: isInEscrow && status !== 'REFUNDED',
  };
  publish({
    topic: 'payment.refunded',
    customerId,
    payload: { paymentId: payment.id, refundId: id, amountMinor: String(amountMinor), status },
  });
  await Promise.all([
    savePayment(pool, payment, { ...changes, ...(!changes.isInEscrow && { escrowReleaseAt: null }) }, at),
    saveMerchantPayment(pool, payment.id, changes, at),
    insertRefund(pool, {
      customerId,
      paymentId: payment.id,
      id,
      amountMinor,
      currency: payment.currency,
      status: refundMachine.follow(['succeed']),
      reason,
      idempotencyKey: requestKey,
      createdAt: at,
      updatedAt: at,
    }),
    post(pool, {
      ownerId: customerId,
      kind: 'REFUND',
      reference: `refund:${id}`,
      bookedAt: at,
      postings: refundPostings(payment, funding, amountMinor, feeBackMinor, pointsBack),
    }),
  ]);
  return done(null);
}

/** The points that the refunded part had earned, or what is left of them: points that were spent are not asked back. */
async function findPointsBack(
  pool: Change['pool'],
  { customerId, funding, payeeMerchantId }: PaymentRow,
  leftMinor: bigint,
  amountMinor: bigint,
): Promise<bigint> {
  if (funding === null || payeeMerchantId === null) return 0n;
  const earned = computeEarnedPoints(funding, leftMinor) - computeEarnedPoints(funding, leftMinor - amountMinor);
  if (earned === 0n) return 0n;
  const [points] = await lockBalances(pool, [pointsAccount(customerId)]);
  const available = points ? computeAvailable(points) : 0n;
  return available < earned ? available : earned;
}
