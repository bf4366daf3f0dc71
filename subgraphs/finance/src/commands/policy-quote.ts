import { customerOf } from '@ecosystem/kit/caller';
import { readId } from '@ecosystem/kit/input';
import { parseAmount } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { findPlans, findProduct } from '../db/products.ts';
import { computeFirstTerm } from '../domain/policy-renewal.ts';
import { insuredPersonsMax } from '../domain/pricing-people.ts';
import { computeValidUntil, type ProductRule, selectPlans } from '../domain/quote.ts';
import { checkRiskFields, describeSubject, type InsuredThing, priceRisk } from '../domain/risk.ts';
import type { QuotePolicyInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { isCovered, makeQuote } from './quote-make.ts';
import { findRisk } from './risk-find.ts';

/** Prices a policy for the caller from the facts on record, and keeps the price for some days. */
export const quotePolicy = command('quotePolicy', {}, async (input: QuotePolicyInput, context: Context) => {
  const { pool, at, vault } = context;
  const customerId = customerOf(context.caller);
  if (customerId === null) return refused('NOT_INSURABLE', null, 'Only customers can be insured.');
  const product = await findProduct(pool, input.product);
  if (!product) return refused('NOT_FOUND', ['product'], 'There is no such product.');
  const thing = readThing(product, input);
  if (!thing.ok) return thing;
  const plans = selectPlans(await findPlans(pool, product.code), product.code, input.coverageCodes);
  if (!plans.ok) return plans;

  const { currency } = product;
  const risk = await findRisk({ pool, at, vault, customerId, currency }, thing.value);
  if (!risk.ok) return risk;
  const wanted = { product: product.code, ...describeSubject(thing.value), ...computeFirstTerm(at, product.term) };
  if (await isCovered(context, customerId, wanted)) {
    return refused('DUPLICATE_COVER', null, 'The same cover is in force already.');
  }
  const price = priceRisk(risk.value, { product, plans: plans.value }, at);
  if (!price.ok) return price;
  const validUntil = computeValidUntil(at);
  const quoteId = await makeQuote(context, { customerId, product, thing: thing.value, price: price.value, validUntil });
  return done({ quoteId });
});

/** What the request wants to insure, if it is what the product insures. */
function readThing(
  { kind, currency }: ProductRule,
  { vehicleId, patientIds, orderId, sumAssured }: QuotePolicyInput,
): Result<InsuredThing, 'INVALID_INPUT'> {
  const fields = checkRiskFields(kind, { vehicleId, patientIds, orderId, sumAssured });
  if (!fields.ok) return fields;
  if (vehicleId != null) {
    const id = readId('veh', vehicleId, ['vehicleId']);
    return id.ok ? done({ kind: 'AUTO', vehicleId: id.value }) : id;
  }
  if (orderId != null) {
    const id = readId('ord', orderId, ['orderId']);
    return id.ok ? done({ kind: 'RETURN_FREIGHT', orderId: id.value }) : id;
  }
  if (patientIds != null) return readPatients(patientIds);
  if (sumAssured == null) throw new Error('A request that was checked says what it insures.');
  const sum = parseAmount(sumAssured, ['sumAssured']);
  if (!sum.ok) return sum;
  if (sum.value.currency !== currency) {
    return refused('INVALID_INPUT', ['sumAssured', 'currency'], `The product is sold in ${currency}.`);
  }
  return done({ kind: 'LIFE', sumAssuredMinor: sum.value.amountMinor });
}

function readPatients(texts: readonly string[]): Result<InsuredThing, 'INVALID_INPUT'> {
  const path = ['patientIds'];
  if (texts.length === 0 || texts.length > insuredPersonsMax) {
    return refused('INVALID_INPUT', path, `A health policy insures 1 to ${insuredPersonsMax} persons.`);
  }
  const patientIds: string[] = [];
  for (const [index, text] of texts.entries()) {
    const id = readId('pat', text, [...path, String(index)]);
    if (!id.ok) return id;
    if (patientIds.includes(id.value)) {
      return refused('INVALID_INPUT', [...path, String(index)], 'The patient is named twice.');
    }
    patientIds.push(id.value);
  }
  return done({ kind: 'HEALTH', patientIds });
}
