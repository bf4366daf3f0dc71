import { done, type Result, refused } from '@ecosystem/kit/result';
import { addDays, addMonths, countDays } from './days.ts';
import { type PolicyStatus, policyMachine } from './policy.ts';

/** An instalment that is overdue for more than these days ends the cover: 30 days after notice, insurance law of the PRC, article 36. */
export const lapseGraceDays = 30;
/**
 * A policy that has lapsed comes back by paying what is overdue, within these days. The house's own rule; article 37 of
 * the same law lets an insurer end such a policy after two years.
 */
export const reinstatementDays = 60;
/** The most instalments of one premium: one a month for a year. */
export const premiumInstalmentsMax = 12;

/** One part of a premium, in minor units, and the day until which it is paid. */
export interface PremiumInstalment {
  readonly number: number;
  readonly dueOn: string;
  readonly amountMinor: bigint;
}

/**
 * The monthly instalments of a premium, the first due on the first day of cover. They sum to the premium; the last takes the rest.
 * @throws RangeError for a count below 1 or above 12.
 */
export function planPremiumInstalments(premiumMinor: bigint, count: number, effectiveOn: string): PremiumInstalment[] {
  if (!Number.isInteger(count) || count < 1 || count > premiumInstalmentsMax) {
    throw new RangeError(`A premium is not paid in ${count} instalments.`);
  }
  const partMinor = premiumMinor / BigInt(count);
  const lastMinor = premiumMinor - partMinor * BigInt(count - 1);
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    dueOn: addMonths(effectiveOn, index),
    amountMinor: index === count - 1 ? lastMinor : partMinor,
  }));
}

/** Whether a policy lapses today: its oldest unpaid instalment is overdue beyond grace. */
export function isLapseDue(status: PolicyStatus, oldestUnpaidOn: string | null, today: string): boolean {
  const isBeyondGrace = oldestUnpaidOn !== null && countDays(oldestUnpaidOn, today) > lapseGraceDays;
  return isBeyondGrace && policyMachine.next(status, 'lapse') !== null;
}

/** A policy that may come back into force; amounts in minor units. */
export interface LapsedPolicy {
  readonly status: PolicyStatus;
  /** The first day without cover. */
  readonly lapsedOn: string;
  /** The first day after the term. */
  readonly expiresOn: string;
  /** What must be paid. */
  readonly overdueMinor: bigint;
}

/** Brings a lapsed policy back into force once all that is overdue is paid; the lapsed time itself stays without cover. */
export function decideReinstatement(
  policy: LapsedPolicy,
  paidMinor: bigint,
  today: string,
): Result<PolicyStatus, 'ILLEGAL_TRANSITION' | 'PAYMENT_MISMATCH'> {
  const status = policyMachine.next(policy.status, 'reinstate');
  const endsOn = addDays(policy.lapsedOn, reinstatementDays);
  if (status === null || today > endsOn || today >= policy.expiresOn) {
    return refused('ILLEGAL_TRANSITION', ['policyId'], 'The policy cannot come back into force any more.');
  }
  if (paidMinor !== policy.overdueMinor) {
    return refused('PAYMENT_MISMATCH', ['paymentId'], 'The payment is not exactly what is overdue.');
  }
  return done(status);
}
