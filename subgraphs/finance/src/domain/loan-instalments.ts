import { roundHalfEven, smallest } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { addMonths, countDays } from './days.ts';
import { type LoanStatus, loanMachine } from './loan.ts';
import { parsePercent, wholePpm } from './rates.ts';

/** The longest loan, in months. */
export const loanMonthsMax = 360;
/** A loan that is overdue for more than these days is written off; banks book a loss after about half a year. */
export const writeOffAfterDays = 180;

const monthsPerYear = 12n;

/** One instalment of a loan, in minor units, and the day on which it is due. */
export interface LoanInstalment {
  readonly number: number;
  readonly dueOn: string;
  readonly amountMinor: bigint;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
}

/**
 * The instalments of a loan that is paid back in equal monthly amounts (annuity), the first a month after it is paid out.
 * Interest is a twelfth of the yearly rate on what is owed, rounded half-even; the last instalment takes the rest, so that
 * the principal parts sum to the principal.
 * @throws RangeError if nothing is lent, for no whole number of months from 1 to 360, or if the rate is not a percentage.
 */
export function planLoanInstalments(
  principalMinor: bigint,
  aprPercent: string,
  months: number,
  disbursedOn: string,
): LoanInstalment[] {
  if (principalMinor <= 0n) throw new RangeError('A loan lends more than nothing.');
  if (!Number.isInteger(months) || months < 1 || months > loanMonthsMax) {
    throw new RangeError(`A loan is not paid back in ${months} months.`);
  }
  const rate: MonthlyRate = { numerator: parsePercent(aprPercent), denominator: wholePpm * monthsPerYear };
  const annuityMinor = computeAnnuity(principalMinor, rate, months);
  let owedMinor = principalMinor;
  return Array.from({ length: months }, (_, index) => {
    const interestMinor = roundHalfEven(owedMinor * rate.numerator, rate.denominator);
    const isLast = index === months - 1;
    const partMinor = isLast ? owedMinor : smallest(owedMinor, annuityMinor - interestMinor);
    owedMinor -= partMinor;
    return {
      number: index + 1,
      dueOn: addMonths(disbursedOn, index + 1),
      amountMinor: partMinor + interestMinor,
      principalMinor: partMinor,
      interestMinor,
    };
  });
}

interface MonthlyRate {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** principal x r x (1 + r)^n / ((1 + r)^n - 1) in whole numbers; without interest an equal part of the principal. */
function computeAnnuity(principalMinor: bigint, { numerator, denominator }: MonthlyRate, months: number): bigint {
  if (numerator === 0n) return roundHalfEven(principalMinor, BigInt(months));
  const grown = (denominator + numerator) ** BigInt(months);
  const whole = denominator ** BigInt(months);
  return roundHalfEven(principalMinor * numerator * grown, denominator * (grown - whole));
}

/** A loan that is being paid back; amounts in minor units. */
export interface RepayingLoan {
  readonly status: LoanStatus;
  /** What is owed of the principal. */
  readonly outstandingMinor: bigint;
  /** What is not paid yet, the oldest first. */
  readonly unpaid: readonly LoanInstalment[];
}

/** What became of a loan on one day. */
export type InstalmentOutcome = 'NOT_DUE' | 'PAID' | 'CAUGHT_UP' | 'SETTLED' | 'MISSED' | 'WRITTEN_OFF';

/** What the collection of instalments changes; amounts in minor units. */
export interface InstalmentDecision {
  readonly outcome: InstalmentOutcome;
  readonly status: LoanStatus;
  /** The instalments that are paid now, whole ones only, the oldest first. */
  readonly paid: readonly LoanInstalment[];
  readonly paidMinor: bigint;
  readonly outstandingMinor: bigint;
  /** The due day of the oldest instalment that stays unpaid; null once nothing is to be collected any more. */
  readonly nextDueOn: string | null;
}

/**
 * Collects what is due today from what is available: whole instalments, the oldest first. A loan with all of its due
 * instalments paid is in repayment or settled, any other is overdue, and after 180 days it is written off.
 */
export function decideInstalment(
  loan: RepayingLoan,
  availableMinor: bigint,
  today: string,
): Result<InstalmentDecision, 'ILLEGAL_TRANSITION'> {
  const { status, unpaid } = loan;
  if (status !== 'IN_REPAYMENT' && status !== 'OVERDUE') {
    return refused('ILLEGAL_TRANSITION', ['loanId'], `A loan that is ${status} has no instalments to collect.`);
  }
  const due = unpaid.filter(({ dueOn }) => dueOn <= today);
  const paid = takeAffordable(due, availableMinor);
  const rest = unpaid.slice(paid.length);
  const [outcome, event] = nameOutcome(status, due.length, paid.length, rest, today);
  const nextStatus = event === null ? status : loanMachine.next(status, event);
  if (nextStatus === null) throw new Error(`A loan that is ${status} cannot ${event}.`);
  return done({
    outcome,
    status: nextStatus,
    paid,
    paidMinor: paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    outstandingMinor: paid.reduce((owed, { principalMinor }) => owed - principalMinor, loan.outstandingMinor),
    nextDueOn: outcome === 'WRITTEN_OFF' ? null : (rest[0]?.dueOn ?? null),
  });
}

type Step = 'catchUp' | 'missInstalment' | 'settle' | 'writeOff' | null;

function nameOutcome(
  status: 'IN_REPAYMENT' | 'OVERDUE',
  dueCount: number,
  paidCount: number,
  rest: readonly LoanInstalment[],
  today: string,
): readonly [InstalmentOutcome, Step] {
  const [oldest] = rest;
  if (oldest === undefined) return ['SETTLED', 'settle'];
  if (paidCount === dueCount) {
    if (status === 'OVERDUE') return ['CAUGHT_UP', 'catchUp'];
    return [dueCount === 0 ? 'NOT_DUE' : 'PAID', null];
  }
  if (status === 'IN_REPAYMENT') return ['MISSED', 'missInstalment'];
  return countDays(oldest.dueOn, today) > writeOffAfterDays ? ['WRITTEN_OFF', 'writeOff'] : ['MISSED', null];
}

function takeAffordable(due: readonly LoanInstalment[], availableMinor: bigint): LoanInstalment[] {
  let leftMinor = availableMinor;
  const firstTooDear = due.findIndex(({ amountMinor }) => {
    leftMinor -= amountMinor;
    return leftMinor < 0n;
  });
  return due.slice(0, firstTooDear < 0 ? due.length : firstTooDear);
}
