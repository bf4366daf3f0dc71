import { pageOf } from '@ecosystem/kit/connections';
import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import type { MerchantResolvers } from '../generated/resolvers.ts';

export const Merchant: MerchantResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.merchant.load(parseId('mer', id)),
  id: ({ id }) => formatId('mer', id),
  marketplace: async ({ marketplaceCode }, _, { loaders }) =>
    expectRow(await loaders.marketplace.load(marketplaceCode)),
  products: ({ id }, page, { loaders }) => loaders.productsOf.load({ by: id, page: pageOf(page) }),
};
