import type { Change } from '@ecosystem/kit/command';
import type { JobKey } from '@ecosystem/kit/jobs';
import { post } from '../db/ledger.ts';
import { findUnpaidInstalments, type LoanRow, lockLoan, saveLoan, savePaidInstalments } from '../db/loans.ts';
import { lockWallets } from '../db/wallets.ts';
import { businessDayOf } from '../domain/days.ts';
import { decideInstalment, type InstalmentOutcome } from '../domain/loan-instalments.ts';
import { collectionPostings } from '../domain/loan-postings.ts';
import { computeAvailable } from '../domain/wallet.ts';

/** What is told of each outcome. */
const topics = {
  PAID: 'loan.instalment_paid',
  CAUGHT_UP: 'loan.caught_up',
  SETTLED: 'loan.settled',
  MISSED: 'loan.instalment_missed',
  WRITTEN_OFF: 'loan.written_off',
} as const satisfies Record<Exclude<InstalmentOutcome, 'NOT_DUE'>, string>;

/**
 * Takes the instalments of a loan that are due from the borrower's wallet, once on each business day. The money leaves by the clearing
 * account, because the lender is outside; it counts nothing towards what the wallet may spend in a day. Nothing happens if nothing is due.
 */
export async function collectInstalments({ pool, at, publish }: Change, key: JobKey): Promise<void> {
  const today = businessDayOf(at);
  const loan = await lockLoan(pool, key);
  if (!loan || !isDue(loan, today)) return;
  const unpaid = await findUnpaidInstalments(pool, key);
  if (unpaid.length === 0) return;
  const [wallet] = await lockWallets(pool, [loan.customerId], loan.currency);
  // No money goes out of a wallet that is frozen or closed.
  const availableMinor = wallet?.status === 'ACTIVE' ? computeAvailable(wallet) : 0n;
  const decision = decideInstalment({ ...loan, unpaid }, availableMinor, today);
  if (!decision.ok) throw new Error(decision.message);
  const { outcome, status, paid, paidMinor, outstandingMinor, nextDueOn } = decision.value;
  if (outcome === 'NOT_DUE') return;
  if (status !== loan.status || paid.length > 0) {
    publish({
      topic: topics[outcome],
      customerId: loan.customerId,
      payload: { loanId: loan.id, paidMinor: String(paidMinor), currency: loan.currency, status },
    });
  }
  const last = paid.at(-1);
  await Promise.all([
    saveLoan(pool, key, { status, outstandingMinor, nextDueOn, triedOn: today }, at),
    last &&
      savePaidInstalments(
        pool,
        key,
        paid.map(({ number }) => number),
        at,
      ),
    // Last, because it locks what others wait for.
    last &&
      post(pool, {
        ownerId: loan.customerId,
        kind: 'LOAN_INSTALMENT',
        reference: `loan:${loan.id}:instalment:${last.number}`,
        bookedAt: at,
        postings: collectionPostings(loan, paid),
      }),
  ]);
}

const isDue = ({ nextDueOn, triedOn }: LoanRow, today: string): boolean =>
  nextDueOn !== null && nextDueOn <= today && (triedOn === null || triedOn < today);
