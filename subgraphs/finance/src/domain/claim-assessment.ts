import { done, type Result, refused } from '@ecosystem/kit/result';
import { type ClaimStatus, claimMachine } from './claim.ts';
import { type ClaimCover, type SettledLine, settleLines } from './claim-settlement.ts';

/** What a handler can decide. */
export const claimDecisions = ['APPROVE', 'PARTIALLY_APPROVE', 'REJECT'] as const;

/** A handler's decision. */
export type ClaimDecision = (typeof claimDecisions)[number];

/** A claim that waits for a decision, with the coverages of its lines. */
export interface AssessableClaim extends ClaimCover {
  readonly status: ClaimStatus;
  readonly customerId: string;
  readonly paidMinor: bigint;
}

/** What a handler says of one line; the amount in minor units. */
export interface HandlerLine {
  readonly coverageCode: string;
  readonly approvedMinor: bigint;
  readonly reason: string | null;
}

/** What a handler decides, and who that is. */
export interface AssessmentInput {
  readonly decision: ClaimDecision;
  readonly lines: readonly HandlerLine[];
  /** The customer that the handler is in private life; null if none is known. */
  readonly handlerCustomerId: string | null;
}

/** One line as it is decided; amounts in minor units. */
export interface AssessedLine extends HandlerLine {
  readonly deductibleAppliedMinor: bigint;
  readonly coinsuranceAppliedMinor: bigint;
}

/** What an assessment changes; amounts in minor units. */
export interface Assessment {
  readonly status: ClaimStatus;
  readonly approvedMinor: bigint;
  readonly lines: readonly AssessedLine[];
  /** What is left of the limit of each coverage of the claim. */
  readonly coverages: readonly { readonly code: string; readonly remainingMinor: bigint }[];
  readonly deductibleLeftMinor: bigint | null;
}

/** Why an assessment is refused. */
export type AssessmentCode =
  | 'SELF_ASSESSMENT'
  | 'ILLEGAL_TRANSITION'
  | 'INVALID_INPUT'
  | 'APPROVED_EXCEEDS_CLAIMED'
  | 'COVER_EXHAUSTED';

const decisionEvents = { APPROVE: 'approve', PARTIALLY_APPROVE: 'approvePart', REJECT: 'reject' } as const;

/**
 * A handler's decision on a claim. To approve is to give each line exactly what the formula yields, which is 0 below a
 * deductible; to approve in part is to give less but something; to reject is to give nothing. No line gets more than the formula
 * yields (F8). A line that the handler does not name is refused. A claim that is triaged or reopened is thereby investigated;
 * a decision on a reopened claim replaces the earlier one, but does not fall below what was paid.
 */
export function decideAssessment(claim: AssessableClaim, input: AssessmentInput): Result<Assessment, AssessmentCode> {
  if (input.handlerCustomerId === claim.customerId) {
    return refused('SELF_ASSESSMENT', ['claimId'], 'A handler may not decide on an own claim.');
  }
  const investigated = claimMachine.next(claim.status, 'investigate') ?? claim.status;
  const status = claimMachine.next(investigated, decisionEvents[input.decision]);
  if (status === null) {
    return refused('ILLEGAL_TRANSITION', ['claimId'], `A claim that is ${claim.status} cannot be decided.`);
  }
  const wrong = input.lines.findIndex((_, index) => !isLineOf(claim, input.lines, index));
  if (wrong >= 0) {
    return refused('INVALID_INPUT', ['lines', String(wrong)], 'Each line of the claim is decided at most once.');
  }

  const { lines, deductibleLeftMinor } = settleLines(claim, (line, payableMinor) => {
    const named = input.lines.find(({ coverageCode }) => coverageCode === line.coverageCode);
    const isRefused = input.decision === 'REJECT' || (named?.approvedMinor === 0n && payableMinor > 0n);
    return named === undefined || isRefused ? null : named.approvedMinor;
  });
  for (const [index, named] of input.lines.entries()) {
    const settled = lines.find(({ coverageCode }) => coverageCode === named.coverageCode);
    const refusal = settled && refuseExcess(settled, named.approvedMinor, ['lines', String(index), 'approved']);
    if (refusal) return refusal;
  }
  const approvedMinor = input.lines.reduce((sum, line) => sum + line.approvedMinor, 0n);
  const isInFull = lines.every((line) => line.approvedMinor === line.payableMinor);
  const mismatch = findMismatch(input.decision, approvedMinor, isInFull);
  if (mismatch) return refused('INVALID_INPUT', ['decision'], mismatch);
  if (approvedMinor < claim.paidMinor) {
    return refused('INVALID_INPUT', ['lines'], 'More than this was paid already.');
  }
  return done({
    status,
    approvedMinor,
    lines: lines.map((line) => describeLine(line, input.lines)),
    coverages: lines.map(({ coverageCode, availableMinor, approvedMinor: given }) => ({
      code: coverageCode,
      remainingMinor: availableMinor - (given ?? 0n),
    })),
    deductibleLeftMinor,
  });
}

function isLineOf(claim: AssessableClaim, lines: readonly HandlerLine[], index: number): boolean {
  const code = lines[index]?.coverageCode;
  const isFirst = lines.findIndex(({ coverageCode }) => coverageCode === code) === index;
  return isFirst && claim.lines.some(({ coverageCode }) => coverageCode === code);
}

function refuseExcess({ claimedMinor, payableMinor, availableMinor }: SettledLine, givenMinor: bigint, path: string[]) {
  if (givenMinor < 0n) return refused('INVALID_INPUT', path, 'An approved amount is not below zero.');
  if (givenMinor <= payableMinor) return null;
  return givenMinor <= claimedMinor && givenMinor > availableMinor
    ? refused('COVER_EXHAUSTED', path, 'Less than this is left of the limit of the coverage.')
    : refused(
        'APPROVED_EXCEEDS_CLAIMED',
        path,
        'More is approved than the claimed amount gives after the holder’s share.',
      );
}

function findMismatch(decision: ClaimDecision, approvedMinor: bigint, isInFull: boolean): string | null {
  switch (decision) {
    case 'APPROVE':
      return isInFull ? null : 'To approve a claim, approve each line in full.';
    case 'PARTIALLY_APPROVE':
      if (isInFull) return 'Each line is approved in full; approve the claim.';
      return approvedMinor > 0n ? null : 'Nothing is approved; reject the claim.';
    case 'REJECT':
      return approvedMinor === 0n ? null : 'A claim that is rejected has no approved amounts.';
  }
}

function describeLine(line: SettledLine, named: readonly HandlerLine[]): AssessedLine {
  const { coverageCode, approvedMinor, deductibleAppliedMinor, coinsuranceAppliedMinor } = line;
  const reason = named.find((one) => one.coverageCode === coverageCode)?.reason ?? null;
  return { coverageCode, approvedMinor: approvedMinor ?? 0n, reason, deductibleAppliedMinor, coinsuranceAppliedMinor };
}
