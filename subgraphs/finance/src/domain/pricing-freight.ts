import { done, type Result } from '@ecosystem/kit/result';
import {
  type Cover,
  computePremium,
  describeMoney,
  type FactorTable,
  findFactor,
  type Price,
  quoteCoverages,
  refuseRisk,
} from './pricing.ts';

/** Dearer orders go back more often; by the total of the order in minor units. The house's assumption. */
const totalFactors: FactorTable = [
  [0n, 1_000_000n],
  [100_00n, 1_250_000n],
  [500_00n, 1_600_000n],
  [2_000_00n, 2_000_000n],
];

/** Prices the freight of a return of one order; its limit is the freight, so that the total only says how likely a return is. */
export function priceReturnFreight(
  { orderTotalMinor }: { readonly orderTotalMinor: bigint },
  cover: Cover,
): Result<Price, 'NOT_INSURABLE'> {
  if (orderTotalMinor <= 0n) return refuseRisk(null, 'An order that costs nothing is not insured.');
  return done({
    premiumMinor: computePremium(cover, orderTotalMinor, [[findFactor(totalFactors, orderTotalMinor)]]),
    coverages: quoteCoverages(cover, orderTotalMinor),
    riskFactors: [`The order comes to ${describeMoney(orderTotalMinor, cover.product.currency)}.`],
  });
}
