import { largest, roundHalfEven } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { countDays, isDay } from './days.ts';
import { type PolicyStatus, type PolicyTerm, policyMachine } from './policy.ts';
import { splitTerm } from './policy-instalments.ts';

/** A policy with what its cancellation depends on; amounts in minor units. */
export interface CancellablePolicy extends PolicyTerm {
  /** The price of the term, or of each year of a longer one. */
  readonly premiumMinor: bigint;
  /** What was paid until now. */
  readonly paidMinor: bigint;
}

/** What a cancellation changes. */
export interface Cancellation {
  readonly status: PolicyStatus;
  /** The first day without cover. */
  readonly effectiveOn: string;
  readonly refundMinor: bigint;
}

/**
 * Ends a policy before its term. The premium of the days that are left goes back, rounded half-even; before the term begins
 * it goes back whole. Never more than was paid.
 */
export function decideCancellation(
  policy: CancellablePolicy,
  effectiveOn: string,
  today: string,
): Result<Cancellation, 'POLICY_NOT_IN_FORCE' | 'INVALID_INPUT'> {
  const status = policyMachine.next(policy.status, 'cancel');
  if (status === null || today >= policy.expiresOn) {
    return refused('POLICY_NOT_IN_FORCE', ['policyId'], 'The policy is not in force and cannot be cancelled.');
  }
  const problem = findDayProblem(policy, effectiveOn, today);
  if (problem) return refused('INVALID_INPUT', ['effectiveOn'], problem);

  return done({ status, effectiveOn, refundMinor: computeRefund(policy, effectiveOn) });
}

function findDayProblem({ expiresOn }: PolicyTerm, effectiveOn: string, today: string): string | null {
  if (!isDay(effectiveOn)) return 'The day of cancellation is not a day of the calendar.';
  if (effectiveOn < today) return 'The day of cancellation is over.';
  return effectiveOn > expiresOn ? 'The policy has ended by then.' : null;
}

/** What was paid and is not earned by days of cover, each year of the term by its own days. */
function computeRefund(policy: CancellablePolicy, cancelledOn: string): bigint {
  const earnedMinor = splitTerm(policy)
    .filter(({ from }) => from < cancelledOn)
    .reduce((sum, { from, to }) => {
      const periodDays = BigInt(countDays(from, to));
      const leftDays = largest(0n, BigInt(countDays(cancelledOn, to)));
      return sum + policy.premiumMinor - roundHalfEven(policy.premiumMinor * leftDays, periodDays);
    }, 0n);
  return largest(0n, policy.paidMinor - earnedMinor);
}
