import type { RowOf } from '@ecosystem/kit/columns';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, minutesBefore, seedUuid } from '@ecosystem/kit/world';
import type { merchantPayments, payments, refunds } from '../src/db/tables.ts';
import { daysAfter } from '../src/domain/days.ts';
import { computeFee, computeFeeReversal } from '../src/domain/fees.ts';
import type { HouseCode, LedgerTransaction, Posting } from '../src/domain/ledger.ts';
import { paymentMachine } from '../src/domain/payment.ts';
import { escrowDays, holdDays } from '../src/domain/payment-decisions.ts';
import type { CaptureMode, FundingSource, PayableType } from '../src/domain/payment-kinds.ts';
import {
  capturePostings,
  computeEarnedPoints,
  refundPostings,
  releasePostings,
} from '../src/domain/payment-postings.ts';
import { refundMachine } from '../src/domain/refund.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { feeRuleOf } from './neighbours.ts';

type PaymentRow = RowOf<typeof payments>;

/** What happened to a payment of the demo world; amounts in fen. */
export interface PaymentStory {
  readonly customer: number;
  readonly id: string;
  /** What tells the payment from others of the customer. */
  readonly key: string;
  readonly amountMinor: bigint;
  readonly createdAt: Date;
  readonly captureMode: CaptureMode;
  readonly payable?: { readonly type: PayableType; readonly id: string };
  /** The number of the merchant that is paid, or the account of the house. */
  readonly payee: number | HouseCode;
  readonly miniProgram?: number;
  /** Null for what is not paid, nor agreed to. */
  readonly funding: FundingSource | null;
  /** When the money of a payment by hand was held. */
  readonly authorisedAt?: Date;
  readonly capture?: { readonly at: Date; readonly amountMinor: bigint };
  /** When the buyer confirmed and the merchant got what was in escrow. */
  readonly releasedAt?: Date;
  readonly refunds?: readonly { readonly at: Date; readonly amountMinor: bigint; readonly reason: string }[];
  /** How a payment that was not captured ended. */
  readonly end?: 'cancel' | 'expire' | 'fail';
}

/** The rows that tell of a payment. */
export interface BookedPayment {
  readonly payment: PaymentRow;
  readonly merchantPayments: (typeof merchantPayments.$inferInsert)[];
  readonly refunds: (typeof refunds.$inferInsert)[];
  readonly transactions: LedgerTransaction[];
}

/** How long an automatic payment waits for its payer. */
const payMinutes = 15;

/** Books a payment as the commands do: what moves, and what payer and merchant see of it. */
export function bookPayment(story: PaymentStory): BookedPayment {
  const { capture } = story;
  const events: EventOf<typeof paymentMachine>[] = [];
  if (story.authorisedAt) events.push('authorise');
  if (story.end) events.push(story.end);
  let payment: PaymentRow = { ...newPaymentOf(story), status: paymentMachine.follow(events) };
  const transactions: LedgerTransaction[] = [];
  const given: (typeof refunds.$inferInsert)[] = [];
  const book = (kind: LedgerTransaction['kind'], reference: string, bookedAt: Date, postings: readonly Posting[]) => {
    if (postings.length > 0) transactions.push({ ownerId: payment.customerId, kind, reference, bookedAt, postings });
  };
  const follow = (event: EventOf<typeof paymentMachine>, change: Partial<PaymentRow>) => {
    events.push(event);
    payment = { ...payment, ...change, status: paymentMachine.follow(events) };
  };
  if (capture && story.funding) {
    const { funding } = story;
    const isInEscrow = story.captureMode === 'ESCROW';
    const feeMinor = isInEscrow ? 0n : feeOf(story.payee, capture.amountMinor);
    const postings = capturePostings(payment, funding, capture.amountMinor, feeMinor);
    book('PAYMENT_CAPTURE', `payment:${payment.id}:capture`, capture.at, postings);
    follow(story.captureMode === 'MANUAL' ? 'capture' : 'pay', {
      capturedMinor: capture.amountMinor,
      capturedAt: capture.at,
      heldMinor: 0n,
      feeMinor,
      isInEscrow,
      escrowReleaseAt: isInEscrow ? daysAfter(capture.at, escrowDays) : null,
    });
    const release = (at: Date) => {
      const releasedFeeMinor = feeOf(story.payee, payment.capturedMinor - payment.refundedMinor);
      book('ESCROW_RELEASE', `payment:${payment.id}:release`, at, releasePostings(payment, funding, releasedFeeMinor));
      payment = { ...payment, feeMinor: releasedFeeMinor, isInEscrow: false, escrowReleaseAt: null };
    };
    const { releasedAt } = story;
    for (const [index, refund] of (story.refunds ?? []).entries()) {
      if (releasedAt && payment.isInEscrow && releasedAt <= refund.at) release(releasedAt);
      const id = seedUuid(refund.at, `refund ${payment.id}`, index);
      const leftMinor = payment.capturedMinor - payment.refundedMinor;
      const { amountMinor } = refund;
      const feeBackMinor = payment.isInEscrow
        ? 0n
        : computeFeeReversal({ feeMinor: payment.feeMinor, capturedMinor: leftMinor, refundedMinor: 0n, amountMinor });
      const pointsBack =
        payment.isInEscrow || payment.payeeMerchantId === null
          ? 0n
          : computeEarnedPoints(funding, leftMinor) - computeEarnedPoints(funding, leftMinor - amountMinor);
      book(
        'REFUND',
        `refund:${id}`,
        refund.at,
        refundPostings(payment, funding, amountMinor, feeBackMinor, pointsBack),
      );
      given.push(refundRowOf(payment, id, refund));
      const isRest = amountMinor === leftMinor;
      follow(isRest ? 'refundRest' : 'refundPart', {
        refundedMinor: payment.refundedMinor + amountMinor,
        feeMinor: payment.feeMinor - feeBackMinor,
        ...(isRest && { isInEscrow: false, escrowReleaseAt: null }),
      });
    }
    if (releasedAt && payment.isInEscrow) release(releasedAt);
  }
  return { payment, merchantPayments: merchantPaymentsOf(payment), refunds: given, transactions };
}

function newPaymentOf(story: PaymentStory): PaymentRow {
  const { customer, id, key, amountMinor, createdAt, captureMode, payable, payee, funding, authorisedAt, end } = story;
  const isHeld = authorisedAt !== undefined && end === undefined;
  return {
    customerId: castUuid(customer),
    id,
    status: 'CREATED',
    amountMinor,
    heldMinor: isHeld ? amountMinor : 0n,
    capturedMinor: 0n,
    refundedMinor: 0n,
    feeMinor: 0n,
    currency: homeCurrency,
    funding,
    captureMode,
    payableType: payable?.type ?? null,
    payableId: payable?.id ?? null,
    payeeMerchantId: typeof payee === 'number' ? castUuid(payee) : null,
    payeeCode: typeof payee === 'number' ? null : payee,
    miniProgramId: story.miniProgram === undefined ? null : castUuid(story.miniProgram),
    expiresAt: authorisedAt ? daysAfter(authorisedAt, holdDays) : minutesBefore(createdAt, -payMinutes),
    authorisedAt: authorisedAt ?? null,
    capturedAt: null,
    escrowReleaseAt: null,
    isInEscrow: false,
    idempotencyKey: `seed:${key}`,
    createdAt,
  };
}

/** The house charges itself and cities nothing. */
const feeOf = (payee: PaymentStory['payee'], amountMinor: bigint): bigint =>
  typeof payee === 'number' && amountMinor > 0n ? computeFee(amountMinor, feeRuleOf(payee)) : 0n;

function merchantPaymentsOf(payment: PaymentRow): (typeof merchantPayments.$inferInsert)[] {
  const { payeeMerchantId, capturedAt, status, capturedMinor, refundedMinor, feeMinor, isInEscrow } = payment;
  if (payeeMerchantId === null || capturedAt === null) return [];
  return [
    {
      merchantId: payeeMerchantId,
      capturedAt,
      paymentId: payment.id,
      customerId: payment.customerId,
      status,
      amountMinor: capturedMinor,
      refundedMinor,
      feeMinor,
      currency: payment.currency,
      isInEscrow,
      createdAt: capturedAt,
    },
  ];
}

const refundRowOf = (
  { customerId, id: paymentId, currency }: PaymentRow,
  id: string,
  { at, amountMinor, reason }: { readonly at: Date; readonly amountMinor: bigint; readonly reason: string },
): typeof refunds.$inferInsert => ({
  customerId,
  paymentId,
  id,
  amountMinor,
  currency,
  status: refundMachine.follow(['succeed']),
  reason,
  idempotencyKey: `seed:refund:${id}`,
  createdAt: at,
});
