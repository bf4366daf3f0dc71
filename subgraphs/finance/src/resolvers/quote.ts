import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { QuoteResolvers } from '../generated/resolvers.ts';

export const Quote: QuoteResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.quote.load(parseId('quo', id))),
  id: ({ id }) => formatId('quo', id),
  premium: ({ premiumMinor, currency }) => formatMoney(premiumMinor, currency),
  coverages: ({ coverages, currency }) =>
    coverages.map((coverage) => ({
      ...coverage,
      limitMinor: BigInt(coverage.limitMinor),
      deductibleMinor: BigInt(coverage.deductibleMinor),
      remainingMinor: BigInt(coverage.limitMinor),
      currency,
    })),
  riskFactors: ({ risk }) => [...risk.factors],
};
