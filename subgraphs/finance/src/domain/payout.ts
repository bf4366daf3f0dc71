import { done, type Result, refused } from '@ecosystem/kit/result';
import { defineMachine } from '@ecosystem/kit/transitions';
import { type ClaimStatus, claimMachine } from './claim.ts';

/** The life of one attempt to pay a claim; what failed stays so, and another attempt is another payout. */
export const payoutMachine = defineMachine({
  entity: 'payout',
  initial: 'PENDING',
  transitions: [
    ['PENDING', 'send', 'SENT'],
    ['PENDING', 'fail', 'FAILED'],
    ['SENT', 'settle', 'SETTLED'],
    ['SENT', 'fail', 'FAILED'],
  ],
});

/** The states of a payout. */
export type PayoutStatus = (typeof payoutMachine.states)[number];

/** A claim with what was paid so far; amounts in minor units. */
export interface PayableClaim {
  readonly id: string;
  readonly status: ClaimStatus;
  readonly approvedMinor: bigint;
  readonly paidMinor: bigint;
  readonly payouts: readonly { readonly status: PayoutStatus }[];
}

/** The next attempt to pay a claim. */
export interface PayoutAttempt {
  readonly status: ClaimStatus;
  /** What is approved and not paid yet; 0 when the deductible took all, and then no money moves. */
  readonly amountMinor: bigint;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The same for the same attempt, so that a repeated step pays once. */
  readonly key: string;
}

/** Begins to pay an approved claim; one payout at a time. */
export function decidePayout(claim: PayableClaim): Result<PayoutAttempt, 'CLAIM_NOT_APPROVED' | 'PAYOUT_IN_FLIGHT'> {
  const isInFlight = claim.payouts.some(({ status }) => status === 'PENDING' || status === 'SENT');
  if (claim.status === 'PAYING' || isInFlight) {
    return refused('PAYOUT_IN_FLIGHT', ['claimId'], 'A payout of the claim is on its way.');
  }
  const status = claimMachine.next(claim.status, 'pay');
  if (status === null) return refused('CLAIM_NOT_APPROVED', ['claimId'], 'The claim is not approved.');
  const attempt = claim.payouts.length + 1;
  return done({
    status,
    amountMinor: claim.approvedMinor - claim.paidMinor,
    attempt,
    key: `claim:${claim.id}:payout:${attempt}`,
  });
}
