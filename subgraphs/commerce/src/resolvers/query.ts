import { resolveMe } from '@ecosystem/kit/doors';
import { badUserInput } from '@ecosystem/kit/errors';
import { marketplaceCodes } from '../domain/marketplace.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findProduct, findProductByGtin } from './product.ts';

export const Query: QueryResolvers = {
  me: (_, __, { caller }) => resolveMe(caller),
  product: (_, { id, gtin }, context) => {
    if (isGiven(id) && !isGiven(gtin)) return findProduct(id, context);
    if (isGiven(gtin) && !isGiven(id)) return findProductByGtin(gtin, context);
    throw badUserInput('Name a product by exactly one of "id" and "gtin".');
  },
  marketplaces: async (_, __, { loaders }) => {
    const rows = await Promise.all(marketplaceCodes.map((code) => loaders.marketplace.load(code)));
    return rows.filter((row) => row !== null);
  },
};

function isGiven(argument: string | null | undefined): argument is string {
  return argument !== null && argument !== undefined;
}
