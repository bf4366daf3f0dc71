import { addDays, countDays } from './days.ts';
import { computeTermEnd, type PolicyEvent, type PolicyTerm, policyMachine } from './policy.ts';

/** An instalment that is overdue for more than these days ends the cover: 30 days after notice, insurance law of the PRC, article 36. */
export const lapseGraceDays = 30;
/**
 * A policy that has lapsed comes back by paying what is overdue, within these days. The house's own rule; article 37 of
 * the same law lets an insurer end such a policy after two years.
 */
export const reinstatementDays = 60;

/** A part of a term that has a premium of its own: all of a term of one year or less, a year of a longer one. Half-open. */
export interface PremiumPeriod {
  readonly from: string;
  readonly to: string;
}

/** The parts of a term that have premiums of their own, first to last. */
export function splitTerm({ effectiveOn, expiresOn }: Pick<PolicyTerm, 'effectiveOn' | 'expiresOn'>): PremiumPeriod[] {
  const periods: PremiumPeriod[] = [];
  // From the first day each time, so that a term that begins on a leap day comes back to it.
  for (let year = 1, from = effectiveOn; from < expiresOn; year += 1) {
    const anniversary = computeTermEnd(effectiveOn, year);
    const to = anniversary < expiresOn ? anniversary : expiresOn;
    periods.push({ from, to });
    from = to;
  }
  return periods;
}

/** One part of what a policy costs, in minor units, and the day on which it is due. */
export interface PremiumInstalment {
  readonly number: number;
  readonly dueOn: string;
  readonly amountMinor: bigint;
}

/**
 * The instalments of a policy: none for a term of one year or less, which is paid whole before it begins; else the price of a year
 * on each anniversary. The first is due on the first day of cover and was paid with the quote.
 */
export function planPremiumInstalments(
  premiumMinor: bigint,
  term: Pick<PolicyTerm, 'effectiveOn' | 'expiresOn'>,
): PremiumInstalment[] {
  const periods = splitTerm(term);
  if (periods.length === 1) return [];
  return periods.map(({ from }, index) => ({ number: index + 1, dueOn: from, amountMinor: premiumMinor }));
}

/** A policy with what of it is overdue. */
export interface OwingPolicy extends PolicyTerm {
  /** When the oldest unpaid instalment was due. */
  readonly oldestUnpaidOn: string;
  /** The first day without cover of a policy that has lapsed; null otherwise. */
  readonly lapsedOn: string | null;
}

/**
 * What becomes today of a policy whose instalments could not be collected: it lapses beyond the days of grace, and is cancelled
 * beyond those of reinstatement; null if nothing does.
 */
export function decideDefault(policy: OwingPolicy, today: string): Extract<PolicyEvent, 'lapse' | 'cancel'> | null {
  const { status, oldestUnpaidOn, lapsedOn } = policy;
  if (status === 'LAPSED') return canReinstate(policy, today) ? null : 'cancel';
  const isBeyondGrace = lapsedOn === null && countDays(oldestUnpaidOn, today) > lapseGraceDays;
  return isBeyondGrace && policyMachine.next(status, 'lapse') !== null ? 'lapse' : null;
}

/** Whether paying all that is overdue brings a lapsed policy back today; the lapsed time itself stays without cover. */
export function canReinstate(
  { status, lapsedOn, expiresOn }: Pick<OwingPolicy, 'status' | 'lapsedOn' | 'expiresOn'>,
  today: string,
): boolean {
  if (policyMachine.next(status, 'reinstate') === null || lapsedOn === null) return false;
  return today <= addDays(lapsedOn, reinstatementDays) && today < expiresOn;
}
