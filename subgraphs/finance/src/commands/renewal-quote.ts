import type { Change } from '@ecosystem/kit/command';
import type { JobKey } from '@ecosystem/kit/jobs';
import type { Result } from '@ecosystem/kit/result';
import type { PolicyRow } from '../db/policies.ts';
import { findInsured, lockPolicy, savePolicy } from '../db/policy-changes.ts';
import { findPlans, findProduct } from '../db/products.ts';
import { findRenewal } from '../db/quotes.ts';
import { businessDayOf, startOfDay } from '../domain/days.ts';
import { computeCollectionDay, decideRenewal } from '../domain/policy-renewal.ts';
import type { Price } from '../domain/pricing.ts';
import { type ProductRule, selectPlans } from '../domain/quote.ts';
import { type InsuredThing, priceRisk } from '../domain/risk.ts';
import { makeQuote } from './quote-make.ts';
import { findRisk } from './risk-find.ts';

/**
 * Quotes the next term of a policy in the last 30 days of the term, from the facts of the day. A risk that is not accepted any more ends the
 * renewal, and the holder is told so: `policy.renewal-refused`.
 */
export async function quoteRenewal(change: Change, { id }: JobKey): Promise<void> {
  const { pool, at, publish } = change;
  const policy = await lockPolicy(pool, id);
  const product = policy && (await findProduct(pool, policy.product));
  if (!policy || !product) return;
  const { customerId, kind, expiresOn } = policy;
  const today = businessDayOf(at);
  if (decideRenewal(policy, product.term, today) === null || (await findRenewal(pool, policy))) return;
  const { thing, coverageCodes } = await findInsured(pool, policy);
  const price = await priceAgain(change, product, policy, thing, coverageCodes);
  if (!price.ok) {
    publish({ topic: 'policy.renewal-refused', customerId, payload: { policyId: id, kind, code: price.code } });
    await savePolicy(pool, policy, { autoRenews: false }, at);
    return;
  }
  await makeQuote(change, {
    customerId,
    product,
    thing,
    price: price.value,
    // The price holds until the old term ends: there is nothing to renew after that.
    validUntil: startOfDay(expiresOn),
    renewal: { renewsPolicyId: id, collectOn: computeCollectionDay(expiresOn) },
  });
}

async function priceAgain(
  { pool, at }: Change,
  product: ProductRule,
  { customerId }: PolicyRow,
  thing: InsuredThing,
  codes: readonly string[],
): Promise<Result<Price, string>> {
  const plans = selectPlans(await findPlans(pool, product.code), product.code, codes);
  if (!plans.ok) return plans;
  const risk = await findRisk({ pool, at, vault: null, customerId, currency: product.currency }, thing);
  return risk.ok ? priceRisk(risk.value, { product, plans: plans.value }, at) : risk;
}
