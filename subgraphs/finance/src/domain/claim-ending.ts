import { done, type Result, refused } from '@ecosystem/kit/result';
import { type ClaimStatus, claimMachine } from './claim.ts';
import { computeReserve } from './claim-line.ts';
import type { ClaimCover } from './claim-settlement.ts';
import { daysAfter } from './days.ts';

/** A claim that is paid is closed after so many days, in which the holder can object; our own choice. */
export const closeAfterDays = 30;

/** Before which time a claim must have been paid to be closed at this time. */
export function computeCloseBefore(at: Date): Date {
  return daysAfter(at, -closeAfterDays);
}

/** The state of a claim that nobody objects to, or null if it is not to be closed now. */
export function decideClosing(
  { status, paidAt }: { readonly status: ClaimStatus; readonly paidAt: Date | null },
  at: Date,
): ClaimStatus | null {
  return paidAt !== null && paidAt <= computeCloseBefore(at) ? claimMachine.next(status, 'close') : null;
}

/** A claim with what was paid of it, in minor units. */
export interface EndingClaim {
  readonly status: ClaimStatus;
  readonly paidMinor: bigint;
}

/**
 * The holder takes a claim back before it is decided. What was paid before it was opened again cannot be taken back: the loss could be
 * claimed and paid a second time.
 */
export function decideWithdrawal({ status, paidMinor }: EndingClaim): Result<ClaimStatus, 'ILLEGAL_TRANSITION'> {
  const next = claimMachine.next(status, 'withdraw');
  if (next === null) {
    return refused('ILLEGAL_TRANSITION', ['claimId'], `A claim that is ${status} cannot be withdrawn.`);
  }
  if (paidMinor > 0n) {
    return refused('ILLEGAL_TRANSITION', ['claimId'], 'A claim that was paid before cannot be withdrawn.');
  }
  return done(next);
}

/** What is written of a claim that is opened again. */
export interface Reopening {
  readonly status: ClaimStatus;
  /** What can be approved beyond what was paid, at most. */
  readonly reserveMinor: bigint;
}

/** New facts came up: the claim waits for another decision, which replaces the earlier one. */
export function decideReopening({
  status,
  paidMinor,
  lines,
  coverages,
}: EndingClaim & Pick<ClaimCover, 'lines' | 'coverages'>): Result<Reopening, 'ILLEGAL_TRANSITION'> {
  const next = claimMachine.next(status, 'reopen');
  if (next === null) {
    return refused('ILLEGAL_TRANSITION', ['claimId'], `A claim that is ${status} cannot be opened again.`);
  }
  const limits = new Map(coverages.map(({ code, remainingMinor }) => [code, remainingMinor]));
  const most = computeReserve(
    lines.map(({ coverageCode, claimedMinor, approvedMinor }) => ({
      claimedMinor,
      // What the earlier decision took from the limit comes back before the next one.
      remainingMinor: (limits.get(coverageCode) ?? 0n) + approvedMinor,
    })),
  );
  return done({ status: next, reserveMinor: most - paidMinor });
}
