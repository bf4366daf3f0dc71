import { ownsVehicle } from '@ecosystem/kit/demo-facts';
import { patientsOf } from '@ecosystem/kit/demo-health';
import { castUuid, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { coverages, quotes } from '../src/db/tables.ts';
import type { Price } from '../src/domain/pricing.ts';
import { computeValidUntil, quoteMachine, quoteValidityDays } from '../src/domain/quote.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { isActive } from './people.ts';
import type { PolicyStory } from './policies.ts';
import { type Insured, priceOf } from './pricing.ts';
import { productCodes } from './products.ts';

type QuoteRow = typeof quotes.$inferInsert;

/** The quotes of a customer: those that policies were bound from, and some that were not accepted. */
export function quotesOf(customer: number, policies: readonly PolicyStory[]): QuoteRow[] {
  return [...policies.map((story) => acceptedQuoteOf(customer, story)), ...otherQuotesOf(customer)];
}

/** A price is accepted an hour after it was asked for. */
const minutesToAccept = 60;

function acceptedQuoteOf(customer: number, { row, insured, price }: PolicyStory): QuoteRow {
  const createdAt = minutesBefore(row.createdAt, minutesToAccept);
  return {
    ...quoteRowOf(customer, row.quoteId, insured, price, createdAt, row.orderId ?? null),
    status: quoteMachine.follow(['accept']),
  };
}

/** A price that waits, was declined, or holds no more. */
function otherQuotesOf(customer: number): QuoteRow[] {
  const drawn = draw('quote', customer);
  if (!isActive(customer) || !drawn.chance('asks', 0.35)) return [];
  const event = drawn.pick('event', [null, 'decline', 'expire'] as const);
  const days = event === null ? drawn.integer('days', 1, quoteValidityDays - 2) : drawn.integer('days', 16, 200);
  const createdAt = minutesBefore(seedNow, days * minutesPerDay);
  const kind = ownsVehicle(customer) ? 'AUTO' : patientsOf(customer).length > 0 ? 'HEALTH' : 'LIFE';
  const insured: Insured = { kind, customer, ...(kind === 'LIFE' && { sumAssuredMinor: 500_000_00n }) };
  const price = priceOf(insured, createdAt);
  if (!price) return [];
  const id = seedUuid(createdAt, 'other-quote', customer);
  return [
    {
      ...quoteRowOf(customer, id, insured, price, createdAt, null),
      status: quoteMachine.follow(event === null ? [] : [event]),
    },
  ];
}

function quoteRowOf(
  customer: number,
  id: string,
  { kind, sumAssuredMinor }: Insured,
  price: Price,
  createdAt: Date,
  orderId: string | null,
): Omit<QuoteRow, 'status'> {
  return {
    customerId: castUuid(customer),
    id,
    product: productCodes[kind],
    premiumMinor: price.premiumMinor,
    currency: homeCurrency,
    risk: {
      factors: price.riskFactors,
      ...(kind === 'AUTO' && { vehicleId: castUuid(customer) }),
      ...(kind === 'HEALTH' && { patientIds: patientsOf(customer).map((patient) => patient.id) }),
      ...(orderId !== null && { orderId }),
      ...(sumAssuredMinor !== undefined && { sumAssuredMinor: String(sumAssuredMinor) }),
    },
    coverages: price.coverages.map(({ code, name, limitMinor, deductibleMinor, coinsurancePercent }) => ({
      code,
      name,
      limitMinor: String(limitMinor),
      deductibleMinor: String(deductibleMinor),
      coinsurancePercent,
    })),
    validUntil: computeValidUntil(createdAt),
    createdAt,
  };
}

/** The coverages of a policy; `remainingOf` says what claims have left of a limit. */
export const coveragesOf = (
  { row, price }: PolicyStory,
  remainingOf: (code: string, limitMinor: bigint) => bigint,
): (typeof coverages.$inferInsert)[] =>
  price.coverages.map(({ code, name, limitMinor, deductibleMinor, coinsurancePercent }) => ({
    customerId: row.customerId,
    policyId: row.id,
    code,
    name,
    limitMinor,
    deductibleMinor,
    coinsurancePercent,
    remainingMinor: remainingOf(code, limitMinor),
    createdAt: row.createdAt,
  }));
