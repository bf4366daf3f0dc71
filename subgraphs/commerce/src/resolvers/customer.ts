import { pageOf } from '@ecosystem/kit/connections';
import { formatCustomerId, openOwnDoor, resolveCustomerReference } from '@ecosystem/kit/doors';
import type { CommerceProfileResolvers, CustomerResolvers } from '../generated/resolvers.ts';
import { loadCart } from './cart.ts';

export const Customer: CustomerResolvers = {
  __resolveReference: resolveCustomerReference,
  id: formatCustomerId,
  commerce: (customer, _, { caller }) => openOwnDoor(caller, customer),
};

export const CommerceProfile: CommerceProfileResolvers = {
  cart: ({ customerId }, _, context) => loadCart(customerId, context),
  orders: ({ customerId }, { status, ...page }, { loaders }) =>
    loaders.orders.load({ by: customerId, page: pageOf(page), filters: { status } }),
  groupBuys: ({ customerId }, page, { loaders }) => loaders.memberships.load({ by: customerId, page: pageOf(page) }),
};
