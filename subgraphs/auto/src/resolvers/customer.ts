import { pageOf } from '@ecosystem/kit/connections';
import { formatCustomerId, openOwnDoor, resolveCustomerReference } from '@ecosystem/kit/doors';
import type { AutoProfileResolvers, CustomerResolvers } from '../generated/resolvers.ts';

export const Customer: CustomerResolvers = {
  __resolveReference: resolveCustomerReference,
  id: formatCustomerId,
  auto: (customer, _, { caller }) => openOwnDoor(caller, customer),
};

export const AutoProfile: AutoProfileResolvers = {
  vehicles: ({ customerId }, _, { loaders }) => loaders.vehicles.load(customerId),
  rides: ({ customerId }, { status, ...page }, { loaders }) =>
    loaders.rides.load({ by: customerId, page: pageOf(page), filters: { status } }),
  fines: ({ customerId }, { status, ...page }, { loaders }) =>
    loaders.fines.load({ by: customerId, page: pageOf(page), filters: { status } }),
};
