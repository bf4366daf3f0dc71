import { expectRow } from '@ecosystem/kit/doors';
import { formatId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { TransferResolvers } from '../generated/resolvers.ts';

export const Transfer: TransferResolvers = {
  id: ({ id }) => formatId('ltx', id),
  amount: ({ amountMinor, currency }) => formatMoney(amountMinor, currency),
  wallet: async ({ customerId }, _, { loaders }) => expectRow(await loaders.walletOf.load(customerId)),
  bookedAt: ({ createdAt }) => createdAt,
};
