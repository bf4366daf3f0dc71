import { formatMoney, largest, roundHalfEven } from '@ecosystem/kit/money';
import { refused } from '@ecosystem/kit/result';
import type { CoveragePlan, ProductRule } from './quote.ts';
import { wholePpm } from './rates.ts';

/** A product and the coverages of it that are to be priced. */
export interface Cover {
  readonly product: Pick<ProductRule, 'currency' | 'minimumPremiumMinor'>;
  readonly plans: readonly CoveragePlan[];
}

/** One coverage of a quote with its limit as an amount; amounts in minor units. */
export interface QuotedCoverage extends Omit<CoveragePlan, 'limitMinor' | 'productCode' | 'baseRatePpm'> {
  readonly limitMinor: bigint;
}

/** The price of a term in minor units, what it covers, and the facts behind it as sentences, at most 10. */
export interface Price {
  readonly premiumMinor: bigint;
  readonly coverages: readonly QuotedCoverage[];
  readonly riskFactors: readonly string[];
}

/** A factor of a price in parts per million; 1.2 times is 1200000. */
export type FactorPpm = bigint;

/** A price that depends on a number: from this number on, the factor holds. Sorted by `from`, rising. */
export type FactorTable = readonly (readonly [from: bigint, factorPpm: FactorPpm])[];

/** The factor of the last row that is reached; the whole below the first. */
export function findFactor(table: FactorTable, value: bigint): FactorPpm {
  return table.findLast(([from]) => from <= value)?.[1] ?? wholePpm;
}

/**
 * The price of a cover: the sum of limit x rate over the coverages, times the sum over the insured persons or things of the
 * product of their factors. Rounded half-even once, at the end, and never below the least premium of the product.
 */
export function computePremium(
  { product, plans }: Cover,
  valueMinor: bigint,
  factors: readonly (readonly FactorPpm[])[],
): bigint {
  const baseMinorPpm = plans.reduce(
    (sum, plan) => sum + (plan.limitMinor ?? valueMinor) * BigInt(plan.baseRatePpm),
    0n,
  );
  const depth = Math.max(...factors.map(({ length }) => length));
  // Products of fewer factors are widened, so that all have one denominator.
  const factorSum = factors.reduce((sum, list) => sum + productOf(list) * wholePpm ** BigInt(depth - list.length), 0n);
  const premiumMinor = roundHalfEven(baseMinorPpm * factorSum, wholePpm ** BigInt(depth + 1));
  return largest(premiumMinor, product.minimumPremiumMinor);
}

/** The coverages of a cover with their limits as amounts; where a plan has none, it is the value of what is insured. */
export function quoteCoverages({ plans }: Cover, valueMinor: bigint): QuotedCoverage[] {
  return plans.map(({ code, name, limitMinor, deductibleMinor, coinsurancePercent }) => ({
    code,
    name,
    limitMinor: limitMinor ?? valueMinor,
    deductibleMinor,
    coinsurancePercent,
  }));
}

/** A coverage of a quote as JSON keeps it, which has no bigint: amounts are minor units as text. */
export const toQuotedText = ({ limitMinor, deductibleMinor, ...coverage }: QuotedCoverage) => ({
  ...coverage,
  limitMinor: String(limitMinor),
  deductibleMinor: String(deductibleMinor),
});

/** The refusal of a risk, with its reason for the customer. */
export function refuseRisk(path: readonly string[] | null, message: string) {
  return refused('NOT_INSURABLE', path, message);
}

/** An amount as people read it: 128000.00 CNY. */
export function describeMoney(amountMinor: bigint, currency: string): string {
  const money = formatMoney(amountMinor, currency);
  return `${money.amount} ${money.currency}`;
}

function productOf(factors: readonly FactorPpm[]): bigint {
  return factors.reduce((product, factor) => product * factor, 1n);
}
