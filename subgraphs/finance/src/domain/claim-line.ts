import { largest, smallest } from '@ecosystem/kit/money';
import { parsePercent, wholePpm } from './rates.ts';

/** What decides the payment of one line; amounts in minor units of one currency. */
export interface LineFacts {
  readonly claimedMinor: bigint;
  /** What is left of the limit of the coverage. */
  readonly remainingMinor: bigint;
  /** What the holder still pays first. */
  readonly deductibleLeftMinor: bigint;
  /** The holder's share of the rest, decimal text from 0 to 100. */
  readonly coinsurancePercent: string;
}

/** How a claimed amount is divided; the four parts sum to it. */
export interface LineResult {
  readonly payableMinor: bigint;
  readonly deductibleAppliedMinor: bigint;
  readonly coinsuranceAppliedMinor: bigint;
  /** What lies above the rest of the limit and is borne by the holder. */
  readonly overLimitMinor: bigint;
}

/**
 * What a line pays: min(remaining, max(0, claimed - deductible left) x (1 - coinsurance)), rounded down.
 * @throws RangeError if the coinsurance is not a percentage from 0 to 100.
 */
export function computeLine({
  claimedMinor,
  remainingMinor,
  deductibleLeftMinor,
  coinsurancePercent,
}: LineFacts): LineResult {
  const insuredMinor = computeInsuredShare(largest(0n, claimedMinor - deductibleLeftMinor), coinsurancePercent);
  const deductibleAppliedMinor = smallest(claimedMinor, deductibleLeftMinor);
  const payableMinor = smallest(remainingMinor, insuredMinor);
  return {
    payableMinor,
    deductibleAppliedMinor,
    coinsuranceAppliedMinor: claimedMinor - deductibleAppliedMinor - insuredMinor,
    overLimitMinor: insuredMinor - payableMinor,
  };
}

/**
 * The holder's share that belongs to an approved amount, when a handler recognises only a part of what is claimed: 10 % of
 * 5000.00 for an approved 4500.00. Rounded up, as the approved amount was rounded down.
 */
export function computeShareOf(approvedMinor: bigint, coinsurancePercent: string): bigint {
  const insuredPpm = wholePpm - parsePercent(coinsurancePercent);
  if (insuredPpm <= 0n) return 0n;
  const recognisedMinor = (approvedMinor * wholePpm + insuredPpm - 1n) / insuredPpm;
  return recognisedMinor - approvedMinor;
}

/**
 * What is set aside for a claim until it is decided: of each line what is claimed, up to what is left of its limit. Deductibles are
 * not taken off: another claim may use them up first, and a reserve is never less than what can be approved.
 */
export function computeReserve(lines: readonly Pick<LineFacts, 'claimedMinor' | 'remainingMinor'>[]): bigint {
  return lines.reduce((sum, { claimedMinor, remainingMinor }) => sum + smallest(claimedMinor, remainingMinor), 0n);
}

function computeInsuredShare(amountMinor: bigint, coinsurancePercent: string): bigint {
  const coinsurancePpm = parsePercent(coinsurancePercent);
  if (coinsurancePpm > wholePpm) throw new RangeError(`A coinsurance of ${coinsurancePercent} % is above the whole.`);
  return (amountMinor * (wholePpm - coinsurancePpm)) / wholePpm;
}
