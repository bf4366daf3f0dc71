import { cast } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, dayAfter, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { loanInstalments, loans } from '../src/db/tables.ts';
import { credit, debit, houseAccount, type LedgerTransaction, walletAccount } from '../src/domain/ledger.ts';
import { loanMachine } from '../src/domain/loan.ts';
import { planLoanInstalments } from '../src/domain/loan-instalments.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { isActive } from './people.ts';

type LoanEvent = EventOf<typeof loanMachine>;
const repaying: readonly LoanEvent[] = ['approve', 'disburse', 'beginRepayment'];
const loanHistories: readonly (readonly LoanEvent[])[] = [
  repaying,
  repaying,
  repaying,
  [...repaying, 'settle'],
  [...repaying, 'missInstalment'],
  [...repaying, 'missInstalment', 'catchUp'],
  [...repaying, 'missInstalment', 'writeOff'],
  ['approve', 'disburse'],
  ['approve'],
  ['reject'],
  [],
];
/** The number of @bank among the partners. */
const bank = 5;
/** Published: a quarter of the customers borrow. */
const borrowers = 0.25;
/** A loan that was missed for so many months is written off. */
const monthsToWriteOff = 7;

/** A loan, its instalments, and what was paid of them. */
export interface BookedLoan {
  readonly loan: typeof loans.$inferInsert;
  readonly instalments: (typeof loanInstalments.$inferInsert)[];
  readonly transactions: LedgerTransaction[];
}

/** The loans of a customer. The lender pays them out to the borrower's bank account, outside our ledger; the instalments come from the wallet. */
export function loansOf(customer: number): BookedLoan[] {
  const drawn = draw('loan', customer);
  const isNamed = customer === cast.liwei;
  if (!isNamed && !(isActive(customer) && drawn.chance('borrows', borrowers))) return [];
  const events = isNamed ? repaying : drawn.pick('history', loanHistories);
  const isRunning = events.includes('beginRepayment');
  const months = isNamed ? 36 : drawn.pick('months', [12, 24, 36]);
  const daysOld = isNamed ? 258 : isRunning ? drawn.integer('age', 60, 350) : drawn.integer('young', 1, 25);
  const createdAt = minutesBefore(seedNow, daysOld * minutesPerDay);
  const principalMinor = isNamed ? 60_000_00n : BigInt(drawn.integer('principal', 5, 60)) * 1_000_00n;
  const aprPercent = isNamed
    ? '4.35'
    : `${drawn.integer('apr', 3, 15)}.${drawn.pick('fraction', ['00', '35', '60', '85'])}`;
  const id = isNamed ? castUuid(customer) : seedUuid(createdAt, 'loan', customer);
  const customerId = castUuid(customer);
  const plan = events.includes('disburse')
    ? planLoanInstalments(principalMinor, aprPercent, events.includes('settle') ? 3 : months, dayAfter(createdAt, 1))
    : [];
  const today = dayAfter(seedNow, 0);
  const due = plan.filter(({ dueOn }) => dueOn <= today);
  const paid = due.slice(0, due.length - countMissed(events, due.length));
  const paidAtOf = (dueOn: string) => new Date(`${dueOn}T09:00:00+08:00`);
  const isPaidUp = paid.length === plan.length;
  const status = loanMachine.follow(isPaidUp && plan.length > 0 ? [...repaying, 'settle'] : adjust(events, due.length));
  const outstandingMinor = plan.slice(paid.length).reduce((sum, part) => sum + part.principalMinor, 0n);
  const isOwed = status === 'IN_REPAYMENT' || status === 'OVERDUE';
  return [
    {
      loan: {
        customerId,
        id,
        status,
        principalMinor,
        outstandingMinor,
        currency: homeCurrency,
        aprPercent,
        nextDueOn: isOwed ? (plan[paid.length]?.dueOn ?? null) : null,
        lenderPartnerId: castUuid(bank),
        createdAt,
      },
      instalments: plan.map(({ number, dueOn, principalMinor: part, interestMinor }) => ({
        customerId,
        loanId: id,
        number,
        dueOn,
        principalMinor: part,
        interestMinor,
        paidAt: number <= paid.length ? paidAtOf(dueOn) : null,
        createdAt,
      })),
      transactions: paid.map(({ number, dueOn, amountMinor }) => ({
        ownerId: customerId,
        kind: 'LOAN_INSTALMENT',
        reference: `loan:${id}:instalment:${number}`,
        bookedAt: paidAtOf(dueOn),
        postings: [
          debit(walletAccount(customerId, homeCurrency), amountMinor, { narrative: 'Loan instalment' }),
          credit(houseAccount('clearing', customerId, homeCurrency), amountMinor),
        ],
      })),
    },
  ];
}

/** Who missed one has not paid the last; who was written off none of the last seven. */
function countMissed(events: readonly LoanEvent[], due: number): number {
  if (events.includes('writeOff')) return Math.min(due, monthsToWriteOff);
  return events.includes('missInstalment') && !events.includes('catchUp') ? Math.min(due, 1) : 0;
}

/** A loan that is too young for its history has gone less far. */
function adjust(events: readonly LoanEvent[], due: number): readonly LoanEvent[] {
  if (events.includes('writeOff') && due < monthsToWriteOff)
    return due === 0 ? repaying : [...repaying, 'missInstalment'];
  if (events.includes('missInstalment') && due === 0) return repaying;
  return events.filter((event) => event !== 'settle');
}
