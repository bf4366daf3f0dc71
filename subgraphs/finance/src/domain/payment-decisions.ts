import { done, type Result, refused } from '@ecosystem/kit/result';
import { daysAfter } from './days.ts';
import type { HouseCode } from './ledger.ts';
import { paymentMachine } from './payment.ts';
import type { CaptureMode, FundingSource } from './payment-kinds.ts';

export type PaymentStatus = (typeof paymentMachine.states)[number];

/** What decisions need to know of a payment; amounts in minor units of its currency. */
export interface Payment {
  readonly customerId: string;
  readonly id: string;
  readonly status: PaymentStatus;
  readonly amountMinor: bigint;
  readonly heldMinor: bigint;
  readonly capturedMinor: bigint;
  readonly refundedMinor: bigint;
  readonly feeMinor: bigint;
  readonly currency: string;
  readonly funding: FundingSource | null;
  readonly captureMode: CaptureMode;
  readonly payableId: string | null;
  readonly payeeMerchantId: string | null;
  readonly payeeCode: HouseCode | null;
  readonly expiresAt: Date;
  readonly authorisedAt: Date | null;
  readonly capturedAt: Date | null;
  readonly escrowReleaseAt: Date | null;
  readonly isInEscrow: boolean;
}

/** The currencies in which customers have wallets and shops are paid. */
export const supportedCurrencies: readonly string[] = ['CNY'];

/** How long a payer may take, in seconds: bounds and what is taken when nothing is said. */
export const timeToPayS = { least: 60, most: 86_400, usual: 900 } as const;
/** Holds live at most 7 days; the published rule of the large wallets. */
export const holdDays = 7;
/** How long money stays in escrow when the buyer says nothing; marketplaces promise buyers 10 days after delivery. */
export const escrowDays = 10;

type Refusal = 'ILLEGAL_TRANSITION' | 'PAYMENT_EXPIRED';
const refuseState = ({ status }: Pick<Payment, 'status'>, verb: string) =>
  refused('ILLEGAL_TRANSITION', ['paymentId'], `A payment that is ${status} cannot be ${verb}.`);
const refuseExpired = () => refused('PAYMENT_EXPIRED', ['paymentId'], 'The time to pay is over.');

/** What a payer's agreement leads to: a hold for what is captured by hand, a capture at once for everything else. */
export function decideAuthorisation(
  payment: Payment,
  at: Date,
): Result<{ readonly status: 'AUTHORISED'; readonly expiresAt: Date } | { readonly status: 'CAPTURED' }, Refusal> {
  const next = paymentMachine.next(payment.status, payment.captureMode === 'MANUAL' ? 'authorise' : 'pay');
  if (next === null && payment.status === 'EXPIRED') return refuseExpired();
  if (next === null) return refuseState(payment, 'authorised');
  if (payment.expiresAt <= at) return refuseExpired();
  return done(
    next === 'AUTHORISED' ? { status: 'AUTHORISED', expiresAt: daysAfter(at, holdDays) } : { status: 'CAPTURED' },
  );
}

/**
 * How much a payee may take of an authorised payment; the rest of the hold is released.
 * @param amountMinor what the payee asks, or null for all of it.
 */
export function decideCapture(
  payment: Payment,
  amountMinor: bigint | null,
  at: Date,
): Result<bigint, Refusal | 'CAPTURE_EXCEEDS_AUTHORISED'> {
  const next = paymentMachine.next(payment.status, 'capture');
  if (next === null && payment.status === 'EXPIRED') return refuseExpired();
  if (next === null) return refuseState(payment, 'captured');
  if (payment.expiresAt <= at) return refuseExpired();
  const taken = amountMinor ?? payment.amountMinor;
  if (taken > payment.amountMinor) {
    return refused('CAPTURE_EXCEEDS_AUTHORISED', ['amount'], 'More would be taken than the payer agreed to.');
  }
  return done(taken);
}

/** Whether a payment can still be withdrawn by payer or payee. */
export function decideCancellation(payment: Payment): Result<'CANCELLED', 'ILLEGAL_TRANSITION'> {
  return paymentMachine.next(payment.status, 'cancel') === null ? refuseState(payment, 'cancelled') : done('CANCELLED');
}

/** Whether a payment's time is over and nothing has ended it yet. */
export const isOverdue = (payment: Payment, at: Date): boolean =>
  paymentMachine.next(payment.status, 'expire') !== null && payment.expiresAt <= at;

/** Refunds close a year after capture; the published rule of the large wallets. */
export const refundDays = 365;
/** At most this many refunds of one payment; the same source. */
export const refundsMax = 50;

export interface RefundDecision {
  readonly status: 'PARTIALLY_REFUNDED' | 'REFUNDED';
  /** Everything refunded so far, this refund included. */
  readonly refundedMinor: bigint;
}

/**
 * What a refund of this amount leads to.
 * @param refundCount how many refunds there are already.
 */
export function decideRefund(
  payment: Payment,
  amountMinor: bigint,
  refundCount: number,
  at: Date,
): Result<
  RefundDecision,
  'ILLEGAL_TRANSITION' | 'REFUND_EXCEEDS_CAPTURED' | 'REFUND_WINDOW_CLOSED' | 'TOO_MANY_REFUNDS'
> {
  // A payment that is refunded whole has nothing left, which says more than that its state forbids it.
  if (payment.status === 'REFUNDED') return refuseMoreThanCaptured();
  if (paymentMachine.next(payment.status, 'refundPart') === null || payment.capturedAt === null) {
    return refuseState(payment, 'refunded');
  }
  if (daysAfter(payment.capturedAt, refundDays) < at) {
    return refused('REFUND_WINDOW_CLOSED', ['paymentId'], `Payments are refunded within ${refundDays} days.`);
  }
  if (refundCount >= refundsMax) {
    return refused('TOO_MANY_REFUNDS', ['paymentId'], `A payment has at most ${refundsMax} refunds.`);
  }
  const refundedMinor = payment.refundedMinor + amountMinor;
  if (refundedMinor > payment.capturedMinor) return refuseMoreThanCaptured();
  const status = refundedMinor === payment.capturedMinor ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  return done({ status, refundedMinor });
}

const refuseMoreThanCaptured = () =>
  refused('REFUND_EXCEEDS_CAPTURED', ['amount'], 'The refunds would be above the amount taken.');
