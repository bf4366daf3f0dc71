import { expectRow, findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { TrafficFineResolvers } from '../generated/resolvers.ts';

export const TrafficFine: TrafficFineResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.fine.load(parseId('fne', id))),
  id: ({ id }) => formatId('fne', id),
  vehicle: async ({ vehicleId }, _, { loaders }) => expectRow(await loaders.vehicle.load(vehicleId)),
  amount: ({ amountMinor, currency }) => formatMoney(amountMinor, currency),
  surcharge: ({ surchargeMinor, currency }) => formatMoney(surchargeMinor, currency),
};
