import type { Change } from '@ecosystem/kit/command';
import { newId } from '@ecosystem/kit/ids';
import type { JobKey } from '@ecosystem/kit/jobs';
import { type Result, refused } from '@ecosystem/kit/result';
import { insertPayment, lockPayment, type PaymentRow } from '../db/payments.ts';
import type { PolicyRow } from '../db/policies.ts';
import { findInsured, lockPolicy, savePolicy } from '../db/policy-changes.ts';
import { findPlans, findProduct } from '../db/products.ts';
import { findQuote, findRenewal, lockPaymentsOfQuote, lockQuote, type QuoteRow, saveQuote } from '../db/quotes.ts';
import { addDays, businessDayOf, startOfDay } from '../domain/days.ts';
import { computeCollectionDay, decideRenewal } from '../domain/policy-renewal.ts';
import type { Price } from '../domain/pricing.ts';
import { decideBinding, type ProductRule, selectPlans, toQuotePayment } from '../domain/quote.ts';
import { type InsuredThing, priceRisk } from '../domain/risk.ts';
import { capture } from './capture.ts';
import { spend } from './payment-authorise.ts';
import { issuePolicy, planPolicy } from './policy-issue.ts';
import { closeQuote } from './quote-close.ts';
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

/**
 * Pays the quote of a next term from the wallet and binds it, or tries again on the next day. A quote that the holder has paid is bound
 * with that payment. When the old term is over and nothing was paid, the quote expires.
 */
export async function renewPolicy(change: Change, { id }: JobKey): Promise<void> {
  const { pool, at } = change;
  const seen = await findQuote(pool, id);
  if (!seen?.renewsPolicyId) return;
  const policy = await lockPolicy(pool, seen.renewsPolicyId);
  const quote = await lockQuote(pool, id);
  const today = businessDayOf(at);
  if (!policy || quote?.status !== 'QUOTED' || quote.collectOn === null || quote.collectOn > today) return;

  const payments = await lockPaymentsOfQuote(pool, quote);
  const paid = payments.find((payment) => decideBinding(quote, toQuotePayment(payment)).ok);
  if (!paid && today >= policy.expiresOn) return closeQuote(change, quote, 'expire');
  const plan = paid || policy.autoRenews ? await planPolicy(change, quote, policy) : refuseRenewal();
  if (!plan.ok) return closeQuote(change, quote, 'decline');
  const payment = paid ?? (await payFromWallet(change, quote));
  if (payment) await issuePolicy(change, quote, plan.value, payment);
  else await saveQuote(pool, quote, { collectOn: addDays(today, 1) }, at);
}

const refuseRenewal = () => refused('ILLEGAL_TRANSITION', null, 'The policy is not renewed.');

/** The captured payment of a quote from the wallet of its customer; null if the wallet cannot pay now. */
async function payFromWallet(change: Change, quote: QuoteRow): Promise<PaymentRow | null> {
  const { pool, at } = change;
  const { customerId, premiumMinor, currency } = quote;
  const spent = await spend(change, { customerId, currency, amountMinor: premiumMinor }, 'WALLET');
  if (!spent.ok) return null;
  const paymentId = newId(at);
  await insertPayment(pool, {
    customerId,
    id: paymentId,
    status: 'CREATED',
    amountMinor: premiumMinor,
    currency,
    captureMode: 'AUTOMATIC',
    payableType: 'QUOTE',
    payableId: quote.id,
    payeeCode: 'premium',
    expiresAt: quote.validUntil,
    idempotencyKey: `renewal:${quote.id}`,
    createdAt: at,
    updatedAt: at,
  });
  const payment = await lockPayment(pool, paymentId);
  if (!payment) throw new Error('A payment that was just written is there.');
  await capture(change, payment, 'WALLET', premiumMinor);
  return { ...payment, capturedAt: at };
}
