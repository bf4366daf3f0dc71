import type { Change } from '@ecosystem/kit/command';
import { newId, type Uuid } from '@ecosystem/kit/ids';
import { findLivingPolicies } from '../db/policy-changes.ts';
import { insertQuote, riskOf } from '../db/quotes.ts';
import type { TermDays } from '../domain/policy-renewal.ts';
import { type Price, toQuotedText } from '../domain/pricing.ts';
import { type InsuredSubject, isDuplicateCover, type ProductRule } from '../domain/quote.ts';
import type { InsuredThing } from '../domain/risk.ts';

/** A price with what it is for, to be kept as a quote. */
export interface NewQuote {
  readonly customerId: Uuid;
  readonly product: ProductRule;
  readonly thing: InsuredThing;
  readonly price: Price;
  readonly validUntil: Date;
  /** For the next term of a policy: which, and from which day on it is taken from the wallet. */
  readonly renewal?: { readonly renewsPolicyId: Uuid; readonly collectOn: string };
}

/** Keeps a price as a quote that can be paid and bound; tells `quote.made`. */
export async function makeQuote({ pool, at, publish }: Change, quote: NewQuote): Promise<Uuid> {
  const { customerId, product, thing, price, validUntil, renewal } = quote;
  const id = newId(at);
  publish({
    topic: 'quote.made',
    customerId,
    payload: {
      quoteId: id,
      product: product.code,
      premiumMinor: String(price.premiumMinor),
      currency: product.currency,
      renewsPolicyId: renewal?.renewsPolicyId ?? null,
    },
  });
  await insertQuote(pool, {
    customerId,
    id,
    product: product.code,
    premiumMinor: price.premiumMinor,
    currency: product.currency,
    risk: riskOf(thing, price.riskFactors),
    coverages: price.coverages.map(toQuotedText),
    validUntil,
    status: 'QUOTED',
    ...renewal,
    createdAt: at,
    updatedAt: at,
  });
  return id;
}

/** Whether the customer has the same cover on some of these days. */
export async function isCovered(
  { pool }: Pick<Change, 'pool'>,
  customerId: Uuid,
  wanted: InsuredSubject & TermDays,
): Promise<boolean> {
  const existing = await findLivingPolicies(pool, customerId, wanted.product);
  return existing.some((policy) => isDuplicateCover(policy, wanted));
}
