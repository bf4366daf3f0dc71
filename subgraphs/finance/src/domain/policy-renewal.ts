import { addDays, businessDayOf } from './days.ts';
import { computeTermEnd, type PolicyEvent, type PolicyTerm } from './policy.ts';

/** How long before the end of a term the next one is offered (R7). */
export const renewalNoticeDays = 30;

/** From so many days before the end the next term is taken from the wallet: holders have known its price for weeks by then. */
export const renewalCollectionDays = 7;

/** The first day on which the next term is taken from the wallet. */
export const computeCollectionDay = (expiresOn: string): string => addDays(expiresOn, -renewalCollectionDays);

/** How long one term lasts: whole years, or days for short products. */
export type TermLength =
  | { readonly termYears: number; readonly termDays: null }
  | { readonly termYears: null; readonly termDays: number };

/** The days of one term. */
export interface TermDays {
  readonly effectiveOn: string;
  readonly expiresOn: string;
}

/** A term of this length that begins on this day. */
export function computeTerm(effectiveOn: string, { termYears, termDays }: TermLength): TermDays {
  const expiresOn = termYears === null ? addDays(effectiveOn, termDays) : computeTermEnd(effectiveOn, termYears);
  return { effectiveOn, expiresOn };
}

/**
 * The term of a policy that is bound now. Cover begins with the next business day, as is usual: nobody buys cover for what has
 * happened in the morning.
 */
export function computeFirstTerm(boundAt: Date, length: TermLength): TermDays {
  return computeTerm(addDays(businessDayOf(boundAt), 1), length);
}

/**
 * The next term of a policy when it is time to quote it, in the last 30 days of the term; null when it is not.
 * The next term begins where this one ends. Once that day is there nothing is renewed any more: cover would have a gap.
 */
export function decideRenewal(
  policy: PolicyTerm & { readonly autoRenews: boolean },
  length: TermLength,
  today: string,
): TermDays | null {
  const isDue = addDays(policy.expiresOn, -renewalNoticeDays) <= today && today < policy.expiresOn;
  if (policy.status !== 'IN_FORCE' || !policy.autoRenews || !isDue) return null;
  return computeTerm(policy.expiresOn, length);
}

/** What the calendar does to a policy today: it begins, it ends, or nothing. One that has lapsed ends as cancelled. */
export function decideCalendarEvent({ status, effectiveOn, expiresOn }: PolicyTerm, today: string): PolicyEvent | null {
  if (status === 'BOUND' && effectiveOn <= today) return 'begin';
  if (today < expiresOn) return null;
  if (status === 'IN_FORCE') return 'expire';
  return status === 'LAPSED' ? 'cancel' : null;
}
