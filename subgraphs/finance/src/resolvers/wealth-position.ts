import { formatId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import { computeTotalValue } from '../domain/wealth.ts';
import type { HoldingResolvers, WealthPositionResolvers } from '../generated/resolvers.ts';

export const WealthPosition: WealthPositionResolvers = {
  totalValue: async ({ customerId, currency }, _, { loaders }) =>
    formatMoney(computeTotalValue(await loaders.holdings.load(customerId)), currency),
  holdings: ({ customerId }, _, { loaders }) => loaders.holdings.load(customerId),
};

export const Holding: HoldingResolvers = {
  id: ({ id }) => formatId('hld', id),
  marketValue: ({ marketValueMinor, currency }) => formatMoney(marketValueMinor, currency),
};
