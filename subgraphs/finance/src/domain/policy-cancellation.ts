import { done, type Result, refused } from '@ecosystem/kit/result';
import { countDays, isDay } from './days.ts';
import { type PolicyStatus, type PolicyTerm, policyMachine } from './policy.ts';
import { divideHalfEven, maxOf, minOf } from './rates.ts';

/** A policy with what its cancellation depends on; amounts in minor units. */
export interface CancellablePolicy extends PolicyTerm {
  readonly premiumMinor: bigint;
  /** What was paid of the premium: all of it, unless it is paid in instalments. */
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

function computeRefund(policy: CancellablePolicy, cancelledOn: string): bigint {
  const termDays = BigInt(countDays(policy.effectiveOn, policy.expiresOn));
  const leftDays = minOf(termDays, BigInt(countDays(cancelledOn, policy.expiresOn)));
  const earnedMinor = policy.premiumMinor - divideHalfEven(policy.premiumMinor * leftDays, termDays);
  return maxOf(0n, policy.paidMinor - earnedMinor);
}
