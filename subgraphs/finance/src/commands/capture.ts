import type { Change } from '@ecosystem/kit/command';
import { refused } from '@ecosystem/kit/result';
import { post } from '../db/ledger.ts';
import { findFeeRule, findMerchant, type MerchantRow } from '../db/neighbours.ts';
import { insertMerchantPayment, type PaymentRow, savePayment } from '../db/payments.ts';
import { daysAfter } from '../domain/days.ts';
import { computeFee } from '../domain/fees.ts';
import { escrowDays } from '../domain/payment-decisions.ts';
import type { FundingSource } from '../domain/payment-kinds.ts';
import { capturePostings } from '../domain/payment-postings.ts';
import { countAsUnspent } from './payment-release.ts';

/** What breaks when two captures for one thing are committed at once: the second is refused (F5). */
export const paidOnce = {
  payments_payable_captured: refused('PAYABLE_ALREADY_PAID', null, 'This is paid already.'),
} as const;

/**
 * Takes money for a payment that is locked and may be captured: books it, and writes the payment and what its merchant sees.
 * @param amountMinor how much is taken; what was held above it is released.
 * @param merchant the shop that is paid, where the caller has it already.
 */
export async function capture(
  { pool, at, publish }: Change,
  payment: PaymentRow,
  funding: FundingSource,
  amountMinor: bigint,
  merchant?: MerchantRow,
): Promise<void> {
  const { customerId, id, payeeMerchantId, currency } = payment;
  const isInEscrow = payment.captureMode === 'ESCROW';
  const feeMinor = isInEscrow ? 0n : await findFee({ pool }, payment, amountMinor, merchant);
  const postings = capturePostings(payment, funding, amountMinor, feeMinor);
  const seen = { status: 'CAPTURED', feeMinor, isInEscrow } as const;
  const booking = {
    ownerId: customerId,
    kind: 'PAYMENT_CAPTURE',
    reference: `payment:${id}:capture`,
    bookedAt: at,
  } as const;
  if (payment.heldMinor > amountMinor) {
    await countAsUnspent({ pool, at }, payment, payment.heldMinor - amountMinor);
  }
  publish({
    topic: 'payment.captured',
    customerId,
    payload: { paymentId: id, amountMinor: String(amountMinor), currency, isInEscrow },
  });
  await Promise.all([
    savePayment(
      pool,
      payment,
      {
        ...seen,
        funding,
        capturedMinor: amountMinor,
        heldMinor: 0n,
        capturedAt: at,
        escrowReleaseAt: isInEscrow ? daysAfter(at, escrowDays) : null,
      },
      at,
    ),
    payeeMerchantId === null
      ? null
      : insertMerchantPayment(pool, {
          ...seen,
          merchantId: payeeMerchantId,
          capturedAt: at,
          paymentId: id,
          customerId,
          amountMinor,
          currency,
          createdAt: at,
          updatedAt: at,
        }),
    // Last, because it locks what others wait for. A payment of 0.00 moves nothing.
    postings.length === 0 ? null : post(pool, { ...booking, postings }),
  ]);
}

/** The platform's fee for money that a shop gets; the house charges itself none. */
export async function findFee(
  { pool }: Pick<Change, 'pool'>,
  { payeeMerchantId }: Pick<PaymentRow, 'payeeMerchantId'>,
  amountMinor: bigint,
  known?: MerchantRow,
): Promise<bigint> {
  if (payeeMerchantId === null || amountMinor === 0n) return 0n;
  const merchant = known ?? (await findMerchant(pool, payeeMerchantId));
  if (!merchant) throw new Error(`The merchant ${payeeMerchantId} of a payment is not known.`);
  return computeFee(amountMinor, await findFeeRule(pool, merchant.merchantCategoryCode));
}
