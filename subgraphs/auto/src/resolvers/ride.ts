import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { RideResolvers } from '../generated/resolvers.ts';

export const Ride: RideResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.ride.load(parseId('rid', id))),
  id: ({ id }) => formatId('rid', id),
  passenger: ({ customerId }) => ({ id: customerId }),
  estimate: ({ estimateMinor, currency }) => formatMoney(estimateMinor, currency),
  fare: ({ fareMinor, currency }) => (fareMinor === null ? null : formatMoney(fareMinor, currency)),
};
