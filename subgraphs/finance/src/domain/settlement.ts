import { done, type Result, refused } from '@ecosystem/kit/result';
import { countDays } from './days.ts';

/** The longest period of a report: a leap year. */
export const reportDaysMax = 366;

/** A period of business days: the first inclusive, the last exclusive, as ISO 8601 text. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The period of a report, or why there is no report of it. */
export function checkReportPeriod({ from, to }: Period): Result<Period, 'INVALID_INPUT'> {
  const days = countDays(from, to);
  if (days < 1) return refused('INVALID_INPUT', ['to'], `A period ends after it begins; ${to} is not after ${from}.`);
  if (days > reportDaysMax) {
    return refused('INVALID_INPUT', ['to'], `A period has at most ${reportDaysMax} days, not ${days}.`);
  }
  return done({ from, to });
}

/** Sums over the captured payments of a merchant, in minor units of one currency. */
export interface SettlementSums {
  readonly grossMinor: bigint;
  /** Fees, without what refunds gave back. */
  readonly feesMinor: bigint;
  readonly refundsMinor: bigint;
  /** What is in escrow, without what was refunded from there. */
  readonly inEscrowMinor: bigint;
}

/** What a merchant earned, in minor units; net = gross - fees - refunds - ad spend, released + in escrow = gross - refunds - fees. */
export interface Settlement extends SettlementSums {
  readonly adSpendMinor: bigint;
  readonly netMinor: bigint;
  readonly releasedMinor: bigint;
}

/** What a merchant earned, from the sums over its payments and what it spent on advertising. */
export function computeSettlement(sums: SettlementSums, adSpendMinor: bigint): Settlement {
  const earnedMinor = sums.grossMinor - sums.feesMinor - sums.refundsMinor;
  return {
    ...sums,
    adSpendMinor,
    netMinor: earnedMinor - adSpendMinor,
    releasedMinor: earnedMinor - sums.inEscrowMinor,
  };
}
