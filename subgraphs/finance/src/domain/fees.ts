import { applyPercent, largest, prorate, smallest } from '@ecosystem/kit/money';

/** What a merchant pays for a captured payment: a percentage such as "0.60", and never less than the minimum. */
export interface FeeRule {
  readonly ratePercent: string;
  readonly minMinor: bigint;
}

/**
 * The fee of a captured amount, half-even, in minor units of the same currency; never above the amount.
 * @throws RangeError for an amount below 0, or a rule whose rate is no percentage.
 */
export function computeFee(amountMinor: bigint, rule: FeeRule): bigint {
  const ratedMinor = applyPercent(amountMinor, rule.ratePercent, 'half-even');
  return smallest(amountMinor, largest(ratedMinor, rule.minMinor));
}

/**
 * The part of a fee that goes back to the merchant with one refund.
 * It is the difference of two sums that are each rounded once, so that refunds of the whole amount give back the whole
 * fee, in whatever parts they come.
 * @throws RangeError for a refund below 0, or refunds above what was captured.
 */
export function computeFeeReversal(refund: {
  readonly feeMinor: bigint;
  readonly capturedMinor: bigint;
  /** The sum of all earlier refunds. */
  readonly refundedMinor: bigint;
  /** This refund. */
  readonly amountMinor: bigint;
}): bigint {
  const { feeMinor, capturedMinor, refundedMinor, amountMinor } = refund;
  if (refundedMinor < 0n || amountMinor < 0n || refundedMinor + amountMinor > capturedMinor) {
    throw new RangeError(
      `A refund of ${amountMinor} does not fit a payment of ${capturedMinor} less ${refundedMinor}.`,
    );
  }
  const reversedMinor = (refundedSoFarMinor: bigint) => prorate(feeMinor, refundedSoFarMinor, capturedMinor);
  return reversedMinor(refundedMinor + amountMinor) - reversedMinor(refundedMinor);
}
