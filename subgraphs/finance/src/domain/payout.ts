import { done, type Result, refused } from '@ecosystem/kit/result';
import { defineMachine } from '@ecosystem/kit/transitions';
import { type ClaimStatus, claimMachine } from './claim.ts';
import { credit, debit, houseAccount, type Posting, settleAccount, walletAccount } from './ledger.ts';

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

/** Names one attempt to pay a claim in the ledger, which books it once. */
export const payoutKey = (claimId: string, attempt: number): string => `claim:${claimId}:payout:${attempt}`;

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

/** After so many attempts that failed nobody tries again: the payee takes no money. */
export const payoutsMax = 20;

/** Begins to pay an approved claim; one payout at a time. */
export function decidePayout(
  claim: PayableClaim,
): Result<PayoutAttempt, 'CLAIM_NOT_APPROVED' | 'PAYOUT_IN_FLIGHT' | 'ILLEGAL_TRANSITION'> {
  const isInFlight = claim.payouts.some(({ status }) => status === 'PENDING' || status === 'SENT');
  if (claim.status === 'PAYING' || isInFlight) {
    return refused('PAYOUT_IN_FLIGHT', ['claimId'], 'A payout of the claim is on its way.');
  }
  const status = claimMachine.next(claim.status, 'pay');
  if (status === null) return refused('CLAIM_NOT_APPROVED', ['claimId'], 'The claim is not approved.');
  const attempt = claim.payouts.length + 1;
  if (attempt > payoutsMax) {
    return refused('ILLEGAL_TRANSITION', ['claimId'], `The claim has had ${payoutsMax} payouts already.`);
  }
  return done({
    status,
    amountMinor: claim.approvedMinor - claim.paidMinor,
    attempt,
    key: payoutKey(claim.id, attempt),
  });
}

/** Who is paid for a claim: its holder, or the workshop that repaired the damage. */
export const payeeKinds = ['CUSTOMER', 'MERCHANT'] as const;

/** Who is paid for one claim. */
export interface Payee {
  readonly payeeKind: (typeof payeeKinds)[number];
  readonly payeeId: string;
}

/** The workshop where the claim names one, else the holder; nobody else is ever paid. */
export function choosePayee(claim: { readonly customerId: string; readonly payeeMerchantId: string | null }): Payee {
  return claim.payeeMerchantId === null
    ? { payeeKind: 'CUSTOMER', payeeId: claim.customerId }
    : { payeeKind: 'MERCHANT', payeeId: claim.payeeMerchantId };
}

/** What a payout books: the house's expense for claims becomes money of the payee. */
export function payoutPostings(
  { payeeKind, payeeId }: Payee,
  { customerId, amountMinor, currency }: { customerId: string; amountMinor: bigint; currency: string },
): Posting[] {
  const payee = payeeKind === 'MERCHANT' ? settleAccount(payeeId, currency) : walletAccount(payeeId, currency);
  return [debit(houseAccount('claims', customerId, currency), amountMinor), credit(payee, amountMinor)];
}

/** A claim whose payout is on its way. */
interface PayingClaim {
  readonly status: ClaimStatus;
  readonly approvedMinor: bigint;
  readonly paidMinor: bigint;
}

/** What becomes of a payout and its claim; amounts in minor units. */
export interface PayoutOutcome {
  readonly payoutStatus: PayoutStatus;
  readonly claimStatus: ClaimStatus;
  readonly paidMinor: bigint;
  /** What is still set aside. */
  readonly reserveMinor: bigint;
}

/**
 * Ends a payout: the money has arrived, or the payee cannot take it and the claim is approved again; what was approved stays taken from
 * the limits. Money that goes to an account of our own ledger is sent and arrives at once.
 * @returns null if the payout has ended already.
 */
export function endPayout(
  claim: PayingClaim,
  payout: { readonly status: PayoutStatus; readonly amountMinor: bigint },
  canTake: boolean,
): PayoutOutcome | null {
  const sent = payoutMachine.next(payout.status, 'send') ?? payout.status;
  const payoutStatus = canTake ? payoutMachine.next(sent, 'settle') : payoutMachine.next(payout.status, 'fail');
  const claimStatus = claimMachine.next(claim.status, canTake ? 'settle' : 'failPayout');
  if (payoutStatus === null || claimStatus === null) return null;
  const paidMinor = claim.paidMinor + (canTake ? payout.amountMinor : 0n);
  return { payoutStatus, claimStatus, paidMinor, reserveMinor: claim.approvedMinor - paidMinor };
}
