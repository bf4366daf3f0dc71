import { done, type Result, refused } from '@ecosystem/kit/result';
import { defineMachine } from '@ecosystem/kit/transitions';
import { daysAfter } from './days.ts';
import type { PaymentStatus } from './payment-decisions.ts';
import type { PolicyKind, PolicyStatus, PolicyTerm } from './policy.ts';
import type { TermLength } from './policy-renewal.ts';

/** The life of a quote; an accepted one has become a policy. */
export const quoteMachine = defineMachine({
  entity: 'quote',
  initial: 'QUOTED',
  transitions: [
    ['QUOTED', 'accept', 'ACCEPTED'],
    ['QUOTED', 'decline', 'DECLINED'],
    ['QUOTED', 'expire', 'EXPIRED'],
  ],
});

/** The states of a quote. */
export type QuoteStatus = (typeof quoteMachine.states)[number];

/** How long a price holds. */
export const quoteValidityDays = 14;
/** The most coverages of one quote. */
export const quotedCoveragesMax = 10;

/** Until when a price that is made now holds, without that instant. */
export function computeValidUntil(quotedAt: Date): Date {
  return daysAfter(quotedAt, quoteValidityDays);
}

/** A product as it is sold: what it insures, for how long, and the least it costs in minor units. */
export interface ProductRule {
  readonly code: string;
  readonly kind: PolicyKind;
  readonly name: string;
  readonly term: TermLength;
  readonly currency: string;
  readonly minimumPremiumMinor: bigint;
}

/** One coverage that a product offers; amounts in minor units of the product's currency. */
export interface CoveragePlan {
  readonly productCode: string;
  readonly code: string;
  readonly name: string;
  /** The most that is paid in the term; null where it is the value of what is insured, such as of the vehicle. */
  readonly limitMinor: bigint | null;
  readonly deductibleMinor: bigint;
  /** The holder's share of the rest, decimal text from 0 to 100. */
  readonly coinsurancePercent: string;
  /** The premium for each million of the limit before any factor, 15000 for 1.5 %. */
  readonly baseRatePpm: number;
}

/** The plans that a customer wants, by code and in the order of the request. */
export function selectPlans(
  plans: readonly CoveragePlan[],
  productCode: string,
  codes: readonly string[],
): Result<CoveragePlan[], 'INVALID_INPUT' | 'COVERAGE_UNKNOWN'> {
  if (codes.length === 0 || codes.length > quotedCoveragesMax) {
    return refused('INVALID_INPUT', ['coverageCodes'], `Choose 1 to ${quotedCoveragesMax} coverages.`);
  }
  const chosen: CoveragePlan[] = [];
  for (const [index, code] of codes.entries()) {
    const path = ['coverageCodes', String(index)];
    const plan = plans.find((one) => one.productCode === productCode && one.code === code);
    if (!plan) return refused('COVERAGE_UNKNOWN', path, 'The product has no such coverage.');
    if (chosen.includes(plan)) return refused('INVALID_INPUT', path, 'The coverage is chosen twice.');
    chosen.push(plan);
  }
  return done(chosen);
}

/** A quote that is to become a policy; the premium in minor units. */
export interface BindableQuote {
  readonly id: string;
  readonly status: QuoteStatus;
  readonly premiumMinor: bigint;
  readonly currency: string;
  readonly validUntil: Date;
}

/** The payment that a customer names for a quote; amounts in minor units. */
export interface QuotePayment {
  /** The quote that it pays; null for a payment of something else. */
  readonly quoteId: string | null;
  readonly amountMinor: bigint;
  readonly capturedMinor: bigint;
  readonly currency: string;
  /** When it was captured; null before, and once any of it went back. */
  readonly capturedAt: Date | null;
}

/** Why a quote is not bound. */
export type BindingCode = 'ILLEGAL_TRANSITION' | 'PAYMENT_MISMATCH' | 'PAYMENT_NOT_CAPTURED' | 'QUOTE_EXPIRED';

/**
 * Binds a quote with the captured payment of exactly this quote and its premium (F11). A payment that was captured in time binds
 * also when the customer comes back later, as long as the quote still stands.
 */
export function decideBinding(quote: BindableQuote, payment: QuotePayment): Result<QuoteStatus, BindingCode> {
  const status = quoteMachine.next(quote.status, 'accept');
  if (status === null) {
    return quote.status === 'EXPIRED'
      ? refused('QUOTE_EXPIRED', ['quoteId'], 'The price does not hold any more.')
      : refused('ILLEGAL_TRANSITION', ['quoteId'], `A quote that is ${quote.status} cannot be bound.`);
  }
  const { quoteId, amountMinor, capturedMinor, currency, capturedAt } = payment;
  if (quoteId !== quote.id || currency !== quote.currency || amountMinor !== quote.premiumMinor) {
    return refused('PAYMENT_MISMATCH', ['paymentId'], 'The payment is not for this quote and its premium.');
  }
  if (capturedAt === null || capturedMinor !== quote.premiumMinor) {
    return refused('PAYMENT_NOT_CAPTURED', ['paymentId'], 'The payment is not captured.');
  }
  if (capturedAt >= quote.validUntil) {
    return refused('QUOTE_EXPIRED', ['quoteId'], 'The price did not hold any more when it was paid.');
  }
  return done(status);
}

/** What is known of a payment that is named for a quote. */
interface NamedPayment {
  readonly status: PaymentStatus;
  readonly payableType: string | null;
  readonly payableId: string | null;
  readonly amountMinor: bigint;
  readonly capturedMinor: bigint;
  readonly currency: string;
  readonly capturedAt: Date | null;
}

/** A payment as the one of a quote. Once any of it went back it pays nothing any more. */
export function toQuotePayment(payment: NamedPayment): QuotePayment {
  const { status, payableType, payableId, amountMinor, capturedMinor, currency, capturedAt } = payment;
  return {
    quoteId: payableType === 'QUOTE' ? payableId : null,
    amountMinor,
    capturedMinor,
    currency,
    capturedAt: status === 'CAPTURED' ? capturedAt : null,
  };
}

/** What a policy insures, to tell whether two insure the same. */
export interface InsuredSubject {
  readonly product: string;
  readonly vehicleId: string | null;
  readonly orderId: string | null;
  readonly patientIds: readonly string[];
}

const livingStatuses: readonly PolicyStatus[] = ['BOUND', 'IN_FORCE', 'LAPSED'];

/**
 * Whether a wanted term doubles an existing policy: same product, overlapping days, and the same vehicle, order or one of the same
 * patients. A life may be insured more than once.
 */
export function isDuplicateCover(
  existing: InsuredSubject & PolicyTerm,
  wanted: InsuredSubject & Pick<PolicyTerm, 'effectiveOn' | 'expiresOn'>,
): boolean {
  const isSameSubject =
    (wanted.vehicleId !== null && wanted.vehicleId === existing.vehicleId) ||
    (wanted.orderId !== null && wanted.orderId === existing.orderId) ||
    wanted.patientIds.some((id) => existing.patientIds.includes(id));
  const isOverlapping = existing.effectiveOn < wanted.expiresOn && wanted.effectiveOn < existing.expiresOn;
  return (
    livingStatuses.includes(existing.status) && existing.product === wanted.product && isSameSubject && isOverlapping
  );
}
