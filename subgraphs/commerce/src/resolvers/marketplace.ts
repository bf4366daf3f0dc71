import type { MarketplaceResolvers } from '../generated/resolvers.ts';

export const Marketplace: MarketplaceResolvers = {
  __resolveReference: ({ code }, { loaders }) => loaders.marketplace.load(code),
};
