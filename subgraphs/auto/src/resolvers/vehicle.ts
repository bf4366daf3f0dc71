import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { VehicleResolvers } from '../generated/resolvers.ts';

export const Vehicle: VehicleResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.vehicle.load(parseId('veh', id))),
  id: ({ id }) => formatId('veh', id),
  marketValue: ({ marketValueMinor, currency }) =>
    marketValueMinor === null ? null : formatMoney(marketValueMinor, currency),
  owner: ({ customerId }) => ({ id: customerId }),
};
