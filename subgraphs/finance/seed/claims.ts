import { castUuid, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { claimLines, claims, payouts } from '../src/db/tables.ts';
import { claimMachine, computeClaimNumber, computeLossKey } from '../src/domain/claim.ts';
import { chooseHandler } from '../src/domain/claim-assignment.ts';
import { computeReserve } from '../src/domain/claim-line.ts';
import { type SettledLine, settleLines } from '../src/domain/claim-settlement.ts';
import type { LedgerTransaction } from '../src/domain/ledger.ts';
import { choosePayee, payoutKey, payoutMachine, payoutPostings } from '../src/domain/payout.ts';
import { claimHandlerRows } from './claim-handlers.ts';
import { type ClaimStory, claimStoriesOf } from './claim-stories.ts';
import type { PolicyStory } from './policies.ts';

/** The claims under one policy, and what they have left of it; amounts in fen. */
export interface BookedClaims {
  readonly claims: (typeof claims.$inferInsert)[];
  readonly lines: (typeof claimLines.$inferInsert)[];
  readonly payouts: (typeof payouts.$inferInsert)[];
  readonly transactions: LedgerTransaction[];
  readonly deductibleLeftMinor: bigint | null;
  /** What is left of the limit of a coverage. */
  readonly remainingOf: (code: string, limitMinor: bigint) => bigint;
}

const handlers = claimHandlerRows.map(({ id, customerId = null }) => ({ id, customerId }));

/** Files, decides and pays the claims under a policy in the order in which they were reported. */
export function claimsOf(customer: number, policy: PolicyStory): BookedClaims {
  const { row, price } = policy;
  const used = new Map<string, bigint>();
  let deductibleLeftMinor = row.deductibleLeftMinor ?? null;
  const booked = claimStoriesOf(customer, policy).map((story, index) => {
    const remaining = price.coverages.map((coverage) => ({
      ...coverage,
      remainingMinor: coverage.limitMinor - (used.get(coverage.code) ?? 0n),
    }));
    const line = { coverageCode: story.coverageCode, claimedMinor: story.claimedMinor };
    const settlement = settleLines(
      {
        lines: [{ ...line, approvedMinor: 0n, deductibleAppliedMinor: 0n }],
        coverages: remaining,
        deductibleLeftMinor,
      },
      (_, payableMinor) => chooseAmount(story, payableMinor),
    );
    const [settled] = settlement.lines;
    if (!settled) throw new Error('A claim has a line.');
    if (isDecided(story)) {
      deductibleLeftMinor = settlement.deductibleLeftMinor;
      used.set(line.coverageCode, (used.get(line.coverageCode) ?? 0n) + (settled.approvedMinor ?? 0n));
    }
    return bookClaim(customer, policy, story, index, settled);
  });
  return {
    claims: booked.map(({ claim }) => claim),
    lines: booked.map(({ line }) => line),
    payouts: booked.flatMap(({ payouts: tried }) => tried),
    transactions: booked.flatMap(({ transactions }) => transactions),
    deductibleLeftMinor,
    remainingOf: (code, limitMinor) => limitMinor - (used.get(code) ?? 0n),
  };
}

const isDecided = ({ events }: ClaimStory): boolean =>
  events.some((event) => event === 'approve' || event === 'approvePart' || event === 'reject');

/** What a handler gives of what a line could get: all, half, or nothing. */
function chooseAmount({ events }: ClaimStory, payableMinor: bigint): bigint | null {
  if (events.includes('reject')) return null;
  return events.includes('approvePart') ? payableMinor / 2n : payableMinor;
}

function bookClaim(
  customer: number,
  { row: policy }: PolicyStory,
  story: ClaimStory,
  index: number,
  settled: SettledLine,
) {
  const { lossAt, cause, events, claimedMinor } = story;
  const drawn = draw('claim-report', customer, index);
  const { customerId, id: policyId, currency } = policy;
  const reportedAt = minutesBefore(lossAt, -drawn.integer('minute', 60, 900));
  const id = seedUuid(reportedAt, `claim ${policyId}`, index);
  const approvedMinor = isDecided(story) ? (settled.approvedMinor ?? 0n) : null;
  const payeeMerchantId = story.workshop === undefined ? null : castUuid(story.workshop);
  const isPaid = events.includes('settle');
  // Paid three days after the report, unless nothing was approved: then there was nothing to pay.
  const decidedAt = minutesBefore(reportedAt, -3 * minutesPerDay);
  const settledAt = decidedAt < seedNow ? decidedAt : minutesBefore(seedNow, 1);
  const paidMinor = isPaid ? approvedMinor : null;
  const status = claimMachine.follow(events);
  const dates = { createdAt: reportedAt };
  const claim: typeof claims.$inferInsert = {
    ...dates,
    customerId,
    id,
    claimNumber: computeClaimNumber(id, reportedAt),
    policyId,
    status,
    lossAt,
    reportedAt,
    cause,
    description: story.description,
    accidentId: story.accidentId ?? null,
    claimedMinor,
    reserveMinor: computeReserveLeft(status, settled, approvedMinor, paidMinor ?? 0n),
    approvedMinor,
    paidMinor,
    currency,
    paidAt: isPaid ? settledAt : null,
    payeeMerchantId,
    handlerId: chooseHandler(handlers, policy)?.id ?? null,
    lossKey: computeLossKey({ policyId, cause, lossAt, encounterId: null }),
  };
  const line: typeof claimLines.$inferInsert = {
    ...dates,
    customerId,
    claimId: id,
    coverageCode: story.coverageCode,
    number: 1,
    claimedMinor,
    approvedMinor,
    ...(approvedMinor !== null && {
      deductibleMinor: settled.deductibleAppliedMinor,
      coinsuranceMinor: settled.coinsuranceAppliedMinor,
    }),
    reason: reasonOf(story),
    evidenceIds: [seedUuid(reportedAt, `evidence ${id}`)],
  };
  const amountMinor = approvedMinor ?? 0n;
  if (!events.includes('pay') || amountMinor === 0n) return { claim, line, payouts: [], transactions: [] };
  const payee = choosePayee({ customerId, payeeMerchantId });
  const payout: typeof payouts.$inferInsert = {
    customerId,
    claimId: id,
    id: seedUuid(settledAt, `payout ${id}`),
    attempt: 1,
    amountMinor,
    currency,
    status: payoutMachine.follow(isPaid ? ['send', 'settle'] : events.includes('failPayout') ? ['fail'] : []),
    ...payee,
    settledAt: isPaid ? settledAt : null,
    createdAt: minutesBefore(settledAt, 1),
  };
  const transactions: LedgerTransaction[] = isPaid
    ? [
        {
          ownerId: customerId,
          kind: 'CLAIM_PAYOUT',
          reference: payoutKey(id, 1),
          bookedAt: settledAt,
          postings: payoutPostings(payee, { customerId, amountMinor, currency }),
        },
      ]
    : [];
  return { claim, line, payouts: [payout], transactions };
}

function reasonOf({ events }: ClaimStory): string | null {
  if (events.includes('reject')) return 'The treatment is not covered.';
  return events.includes('approvePart') ? 'Half of it is for somebody who is not insured.' : null;
}

/** What is set aside: until the decision all that can be approved, then what is not paid yet. */
function computeReserveLeft(
  status: (typeof claimMachine.states)[number],
  { claimedMinor, availableMinor: remainingMinor }: SettledLine,
  approvedMinor: bigint | null,
  paidMinor: bigint,
): bigint {
  if (status === 'WITHDRAWN' || status === 'REJECTED') return 0n;
  const isOpen = approvedMinor === null || status === 'REOPENED';
  return (isOpen ? computeReserve([{ claimedMinor, remainingMinor }]) : approvedMinor) - paidMinor;
}
