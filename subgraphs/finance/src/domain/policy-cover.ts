import { businessDayOf } from './days.ts';
import type { PolicyTerm } from './policy.ts';

/** A time without cover because instalments were overdue; half-open, `to` is null while it lasts. */
export interface Lapse {
  /** An instant, or a business day as ISO 8601 text. */
  readonly from: Date | string;
  readonly to: Date | string | null;
}

/** A term with what decides whether it covers a loss. */
export interface CoverTerm extends PolicyTerm {
  /** The first day without cover of a policy that was cancelled; null otherwise. */
  readonly cancelledOn: string | null;
}

/** Whether the business day of the loss is a day of the term, whatever has become of the policy since. */
export function isWithinTerm({ effectiveOn, expiresOn }: PolicyTerm, lossAt: Date): boolean {
  const day = businessDayOf(lossAt);
  return effectiveOn <= day && day < expiresOn;
}

/**
 * Whether a loss at this time is covered (F9): its business day lies in the term, before a cancellation and in no lapse.
 * A policy that is over still covers the losses of its term. A policy whose lapse or cancellation has no known beginning
 * covers nothing.
 */
export function coversAt(term: CoverTerm, lapses: readonly Lapse[], lossAt: Date): boolean {
  if (!isWithinTerm(term, lossAt)) return false;
  if (term.cancelledOn !== null && term.cancelledOn <= businessDayOf(lossAt)) return false;
  if (term.status === 'CANCELLED' && term.cancelledOn === null) return false;
  if (term.status === 'LAPSED' && lapses.every(({ to }) => to !== null)) return false;
  return !lapses.some(({ from, to }) => isReached(from, lossAt) && !(to !== null && isReached(to, lossAt)));
}

function isReached(bound: Date | string, at: Date): boolean {
  return typeof bound === 'string' ? bound <= businessDayOf(at) : bound <= at;
}
