import type { Change } from '@ecosystem/kit/command';
import { newId } from '@ecosystem/kit/ids';
import { largest } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { insertInstalments } from '../db/instalments.ts';
import type { PaymentRow } from '../db/payments.ts';
import type { PolicyRow } from '../db/policies.ts';
import { insertPolicy, lockInsured, type NewPolicy } from '../db/policy-changes.ts';
import { findProduct } from '../db/products.ts';
import { type QuoteRow, saveQuote, thingOf } from '../db/quotes.ts';
import { businessDayOf } from '../domain/days.ts';
import { formatPolicyNumber, policyMachine } from '../domain/policy.ts';
import { planPremiumInstalments } from '../domain/policy-instalments.ts';
import { computeFirstTerm, computeTerm } from '../domain/policy-renewal.ts';
import { describeSubject } from '../domain/risk.ts';
import { isCovered } from './quote-make.ts';

/** What a policy is going to be: all but its payment. */
export interface PolicyPlan extends Omit<NewPolicy, 'policy'> {
  readonly policy: Omit<NewPolicy['policy'], 'paymentId'>;
}

/**
 * The policy that a locked quote leads to, or why there can be none. What is insured stays locked until the transaction ends.
 * @param renewed the policy whose next term this is, locked; the new term then begins where that one ends.
 */
export async function planPolicy(
  change: Change,
  quote: QuoteRow,
  renewed: PolicyRow | null,
): Promise<Result<PolicyPlan, 'DUPLICATE_COVER' | 'ILLEGAL_TRANSITION'>> {
  const { pool, at } = change;
  const { customerId } = quote;
  if (renewed && renewed.status !== 'IN_FORCE' && renewed.status !== 'EXPIRED') {
    return refused('ILLEGAL_TRANSITION', ['quoteId'], `A policy that is ${renewed.status} is not renewed.`);
  }
  const product = await findProduct(pool, quote.product);
  if (!product) throw new Error(`The product ${quote.product} of a quote is not known.`);
  const { kind, code, autoRenews } = product;
  const thing = thingOf(kind, quote.risk);
  const subject = describeSubject(thing);
  const term = renewed ? computeTerm(renewed.expiresOn, product.term) : computeFirstTerm(at, product.term);
  await lockInsured(pool, customerId, thing);
  if (await isCovered(change, customerId, { product: code, ...subject, ...term })) {
    return refused('DUPLICATE_COVER', null, 'The same cover is in force already.');
  }

  const id = newId(at);
  const coverages = quote.coverages.map((coverage) => ({
    ...coverage,
    limitMinor: BigInt(coverage.limitMinor),
    deductibleMinor: BigInt(coverage.deductibleMinor),
  }));
  return done({
    policy: {
      customerId,
      id,
      kind,
      policyNumber: formatPolicyNumber(kind, term.effectiveOn, id),
      status: term.effectiveOn <= businessDayOf(at) ? policyMachine.follow(['begin']) : policyMachine.follow([]),
      product: code,
      premiumMinor: quote.premiumMinor,
      currency: quote.currency,
      ...term,
      autoRenews,
      vehicleId: subject.vehicleId,
      orderId: subject.orderId,
      sumAssuredMinor: thing.kind === 'LIFE' ? thing.sumAssuredMinor : null,
      // A family pays one deductible in a term, whichever coverage it claims: the highest of those that it has chosen.
      deductibleLeftMinor:
        kind === 'HEALTH' ? coverages.reduce((most, { deductibleMinor }) => largest(most, deductibleMinor), 0n) : null,
      quoteId: quote.id,
      renewsPolicyId: renewed?.id ?? null,
      createdAt: at,
      updatedAt: at,
    },
    coverages,
    patientIds: subject.patientIds,
  });
}

/** Writes a planned policy with its instalments, and accepts its quote; tells `policy.bound`, and for a next term `policy.renewed`. */
export async function issuePolicy(
  { pool, at, publish }: Change,
  quote: QuoteRow,
  plan: PolicyPlan,
  payment: Pick<PaymentRow, 'id' | 'capturedAt'>,
): Promise<void> {
  const { policy } = plan;
  const { customerId, id, kind, effectiveOn, expiresOn, renewsPolicyId } = policy;
  const payload = { policyId: id, kind, quoteId: quote.id, effectiveOn, expiresOn };
  publish({ topic: 'policy.bound', customerId, payload });
  if (renewsPolicyId) publish({ topic: 'policy.renewed', customerId, payload: { ...payload, renewsPolicyId } });
  const instalments = planPremiumInstalments(quote.premiumMinor, { effectiveOn, expiresOn });
  await insertPolicy(pool, { ...plan, policy: { ...policy, paymentId: payment.id } });
  await Promise.all([
    insertInstalments(pool, { customerId, id }, instalments, payment.capturedAt ?? at, at),
    saveQuote(pool, quote, { status: 'ACCEPTED' }, at),
  ]);
}
