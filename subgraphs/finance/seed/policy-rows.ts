import { patientsOf } from '@ecosystem/kit/demo-health';
import { dayAfter, minutesBefore, minutesPerDay, seedNow } from '@ecosystem/kit/world';
import type { policyLapses, policyPatients, premiumInstalments } from '../src/db/tables.ts';
import { credit, debit, houseAccount, type LedgerTransaction, walletAccount } from '../src/domain/ledger.ts';
import { computeTermEnd } from '../src/domain/policy.ts';
import { decideCancellation } from '../src/domain/policy-cancellation.ts';
import type { PaymentStory } from './payments.ts';
import { lastAnniversaryOf, type PolicyStory } from './policies.ts';
import { lifeYears } from './products.ts';

/** The payment of the first premium of a policy, which its quote was bound with. */
export function premiumPaymentOf(customer: number, { row }: PolicyStory, index: number): PaymentStory {
  const { paymentId, quoteId, premiumMinor: amountMinor, createdAt } = row;
  return {
    customer,
    id: paymentId,
    key: `premium:${index}`,
    amountMinor,
    createdAt,
    captureMode: 'AUTOMATIC',
    payable: { type: 'QUOTE', id: quoteId },
    payee: 'premium',
    funding: 'BANK_CARD',
    capture: { at: createdAt, amountMinor },
  };
}

export function policyPatientsOf(customer: number, { row }: PolicyStory): (typeof policyPatients.$inferInsert)[] {
  if (row.kind !== 'HEALTH') return [];
  return patientsOf(customer).map(({ id }) => ({ customerId: row.customerId, policyId: row.id, patientId: id }));
}

export const policyLapsesOf = ({ row, lapse }: PolicyStory): (typeof policyLapses.$inferInsert)[] =>
  lapse ? [{ customerId: row.customerId, policyId: row.id, ...lapse }] : [];

const timeOfDay = (day: string, hours: number): Date =>
  new Date(Date.parse(`${day}T00:00:00+08:00`) + hours * 3_600_000);

/** The premiums of the years of a life: the first by its payment, the others from the wallet, those ahead not yet. */
export function premiumInstalmentsOf({ row, events, lapse }: PolicyStory): (typeof premiumInstalments.$inferInsert)[] {
  if (row.kind !== 'LIFE') return [];
  const today = dayAfter(seedNow, 0);
  const missedOn = lapse === null ? null : lastAnniversaryOf(row.effectiveOn);
  return Array.from({ length: lifeYears }, (_, year) => {
    const dueOn = computeTermEnd(row.effectiveOn, year);
    const paidLateAt = events.includes('reinstate') && lapse?.toOn ? timeOfDay(lapse.toOn, 0) : null;
    const paidAt = dueOn > today ? null : dueOn === missedOn ? paidLateAt : timeOfDay(dueOn, 1);
    return {
      customerId: row.customerId,
      policyId: row.id,
      number: year + 1,
      amountMinor: row.premiumMinor,
      dueOn,
      paidAt: year === 0 ? row.createdAt : paidAt,
      collectOn: dueOn,
      createdAt: row.createdAt,
    };
    // What is not paid of a cancelled policy never becomes due.
  }).filter(({ paidAt }) => paidAt !== null || row.status !== 'CANCELLED');
}

/** What policies move beside their first premium: later instalments, and what a cancellation gives back. */
export function policyTransactionsOf(story: PolicyStory): LedgerTransaction[] {
  const { row } = story;
  const wallet = walletAccount(row.customerId, row.currency);
  const premium = houseAccount('premium', row.customerId, row.currency);
  const later = premiumInstalmentsOf(story).flatMap(({ number, paidAt, amountMinor }): LedgerTransaction[] =>
    number === 1 || !paidAt
      ? []
      : [
          {
            ownerId: row.customerId,
            kind: 'PREMIUM',
            reference: `policy:${row.id}:instalment:${number}`,
            bookedAt: paidAt,
            postings: [debit(wallet, amountMinor, { narrative: 'Premium' }), credit(premium, amountMinor)],
          },
        ],
  );
  const backMinor = refundOf(story);
  if (backMinor === 0n || !row.cancelledOn) return later;
  return [
    ...later,
    {
      ownerId: row.customerId,
      kind: 'PREMIUM_RETURN',
      reference: `policy:${row.id}:cancel`,
      bookedAt: minutesBefore(timeOfDay(row.cancelledOn, 0), minutesPerDay / 24),
      // To the card that paid the first premium.
      postings: [debit(premium, backMinor), credit(houseAccount('clearing', row.customerId, row.currency), backMinor)],
    },
  ];
}

/** What goes back of the premium of a policy that was cancelled; a lapsed one was not paid for the time that is left. */
function refundOf({ row, events, lapse }: PolicyStory): bigint {
  if (!row.cancelledOn || lapse) return 0n;
  const status = events.includes('begin') ? 'IN_FORCE' : 'BOUND';
  const decision = decideCancellation(
    { ...row, status, paidMinor: row.premiumMinor },
    row.cancelledOn,
    row.cancelledOn,
  );
  return decision.ok ? decision.value.refundMinor : 0n;
}
