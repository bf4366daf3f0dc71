import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { PaymentResolvers } from '../generated/resolvers.ts';

export const Payment: PaymentResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.payment.load(parseId('pay', id))),
  id: ({ id }) => formatId('pay', id),
  amount: ({ amountMinor, currency }) => formatMoney(amountMinor, currency),
};
