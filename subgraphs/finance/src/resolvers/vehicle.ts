import { customerOf, subjectOf } from '@ecosystem/kit/caller';
import { deriveId, formatId, parseId } from '@ecosystem/kit/ids';
import { parseMinor } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { toQuotedText } from '../domain/pricing.ts';
import { priceAuto } from '../domain/pricing-auto.ts';
import { computeValidUntil } from '../domain/quote.ts';
import type { VehicleResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';
import { asPolicyOfKind } from './policy.ts';

const policiesMax = 20;

export const Vehicle: VehicleResolvers = {
  __resolveReference: (reference) => ({
    id: parseId('veh', reference.id),
    // The gateway brings the facts when a field asks for them.
    ...('modelYear' in reference && {
      facts: {
        modelYear: reference.modelYear,
        mileageKm: reference.mileageKm,
        powertrain: reference.powertrain,
        marketValue: reference.marketValue ?? null,
      },
    }),
  }),
  id: ({ id }) => formatId('veh', id),
  policies: async ({ id }, _, { caller, loaders }) => {
    const holder = customerOf(caller);
    const handler = subjectOf(caller, 'hdl');
    // The holder sees own policies, a handler those of claims that the handler decides, and nobody else any.
    if (holder === null && handler === null) return [];
    const page = { first: policiesMax, after: null };
    const { nodes } = await loaders.policiesOfVehicle.load({ by: id, page, filters: { holder, handler } });
    return nodes.flatMap((policy) => asPolicyOfKind(policy, 'AUTO') ?? []);
  },
  insuranceQuote: (vehicle, { product }, context) => showQuote(vehicle, product ?? defaultProduct, context),
};

const defaultProduct = 'AUTO_COMPREHENSIVE';

/** The price of a vehicle from the facts of auto, in the form of a quote that is stored nowhere; null if there is none. */
async function showQuote(
  { id, facts }: models.Vehicle,
  code: string,
  { clock, loaders }: Context,
): Promise<models.Quote | null> {
  if (!facts) return null;
  const [product, plans] = await Promise.all([loaders.product.load(code), loaders.plans.load(code)]);
  if (product?.kind !== 'AUTO') return null;
  const { currency } = product;
  const { marketValue } = facts;
  const valueMinor = marketValue?.currency === currency ? parseMinor(marketValue.amount, currency) : null;
  const at = clock.now();
  const marketValueMinor = valueMinor?.ok ? valueMinor.value : null;
  const price = priceAuto({ ...facts, marketValueMinor }, { product, plans }, at);
  if (!price.ok) return null;
  return {
    id: deriveId('quote', id, code),
    product: code,
    premiumMinor: price.value.premiumMinor,
    currency,
    risk: { vehicleId: id, factors: price.value.riskFactors },
    coverages: price.value.coverages.map(toQuotedText),
    validUntil: computeValidUntil(at),
    status: 'QUOTED',
  };
}
