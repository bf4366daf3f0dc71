import { expectRow, findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { OrderResolvers, PaymentResolvers } from '../generated/resolvers.ts';

export const Order: OrderResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.order.load(parseId('ord', id))),
  id: ({ id }) => formatId('ord', id),
  buyer: ({ customerId }) => ({ id: customerId }),
  merchant: async ({ merchantId }, _, { loaders }) => expectRow(await loaders.merchant.load(merchantId)),
  total: ({ totalMinor, currency }) => formatMoney(totalMinor, currency),
  payment: ({ paymentId, paymentStatus }) =>
    paymentId === null || paymentStatus === null ? null : { id: paymentId, status: paymentStatus },
};

export const Payment: PaymentResolvers = {
  id: ({ id }) => formatId('pay', id),
};
