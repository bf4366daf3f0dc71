import { computeLine, computeShareOf } from './claim-line.ts';

/** One line of a claim as it is stored; amounts in minor units. */
export interface ClaimLine {
  readonly coverageCode: string;
  readonly claimedMinor: bigint;
  /** What an earlier decision approved; 0 before the first. */
  readonly approvedMinor: bigint;
  /** What an earlier decision took as the deductible; 0 before the first. */
  readonly deductibleAppliedMinor: bigint;
}

/** A coverage that a claim uses, read under lock; amounts in minor units. */
export interface ClaimCoverage {
  readonly code: string;
  readonly remainingMinor: bigint;
  readonly deductibleMinor: bigint;
  readonly coinsurancePercent: string;
}

/** The lines of a claim and what they are held against. */
export interface ClaimCover {
  readonly lines: readonly ClaimLine[];
  readonly coverages: readonly ClaimCoverage[];
  /** What is left of the deductible that a family shares over the term, in minor units; null where each line has its own. */
  readonly deductibleLeftMinor: bigint | null;
}

/** What becomes of one line; amounts in minor units. */
export interface SettledLine {
  readonly coverageCode: string;
  readonly claimedMinor: bigint;
  /** The most that the formula yields. */
  readonly payableMinor: bigint;
  /** What was left of the limit before the line was paid. */
  readonly availableMinor: bigint;
  /** What is given; null if the line is refused whole, and then it uses up no deductible. */
  readonly approvedMinor: bigint | null;
  readonly deductibleAppliedMinor: bigint;
  readonly coinsuranceAppliedMinor: bigint;
}

/** What becomes of all lines of a claim. */
export interface Settlement {
  readonly lines: readonly SettledLine[];
  readonly deductibleLeftMinor: bigint | null;
}

/**
 * Applies the formula to each line in turn, as if the claim had never been decided before; a shared deductible is used up by the
 * first lines. `choose` says what a line gets of what it could get. A line that is below its deductible gets 0 and still uses it up.
 * @throws Error if a line is of a coverage that is not given.
 */
export function settleLines(
  cover: ClaimCover,
  choose: (line: ClaimLine, payableMinor: bigint) => bigint | null,
): Settlement {
  let sharedMinor = restoreDeductible(cover);
  const lines: SettledLine[] = [];
  for (const line of cover.lines) {
    const settled = settleLine(line, coverageOf(cover, line), sharedMinor, choose);
    if (sharedMinor !== null) sharedMinor -= settled.deductibleAppliedMinor;
    lines.push(settled);
  }
  return { lines, deductibleLeftMinor: sharedMinor };
}

/** Settles a claim by the formula alone, as the fast track does. */
export function settleInFull(cover: ClaimCover): Settlement {
  return settleLines(cover, (_, payableMinor) => payableMinor);
}

function settleLine(
  line: ClaimLine,
  { remainingMinor, deductibleMinor, coinsurancePercent }: ClaimCoverage,
  sharedMinor: bigint | null,
  choose: (line: ClaimLine, payableMinor: bigint) => bigint | null,
): SettledLine {
  const { coverageCode, claimedMinor } = line;
  const availableMinor = remainingMinor + line.approvedMinor;
  const formula = computeLine({
    claimedMinor,
    remainingMinor: availableMinor,
    deductibleLeftMinor: sharedMinor ?? deductibleMinor,
    coinsurancePercent,
  });
  const approvedMinor = choose(line, formula.payableMinor);
  const common = { coverageCode, claimedMinor, availableMinor, payableMinor: formula.payableMinor, approvedMinor };
  if (approvedMinor === null) return { ...common, deductibleAppliedMinor: 0n, coinsuranceAppliedMinor: 0n };
  return {
    ...common,
    deductibleAppliedMinor: formula.deductibleAppliedMinor,
    coinsuranceAppliedMinor:
      approvedMinor === formula.payableMinor
        ? formula.coinsuranceAppliedMinor
        : computeShareOf(approvedMinor, coinsurancePercent),
  };
}

/** The shared deductible without what an earlier decision on this claim took of it. */
function restoreDeductible({ lines, deductibleLeftMinor }: ClaimCover): bigint | null {
  if (deductibleLeftMinor === null) return null;
  return lines.reduce((left, { deductibleAppliedMinor }) => left + deductibleAppliedMinor, deductibleLeftMinor);
}

function coverageOf({ coverages }: ClaimCover, { coverageCode }: ClaimLine): ClaimCoverage {
  const coverage = coverages.find(({ code }) => code === coverageCode);
  if (!coverage) throw new Error(`The coverage ${coverageCode} of a claim line is missing.`);
  return coverage;
}
