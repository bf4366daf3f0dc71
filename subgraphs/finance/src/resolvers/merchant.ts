import { formatId, parseId } from '@ecosystem/kit/ids';
import type { MerchantResolvers } from '../generated/resolvers.ts';

export const Merchant: MerchantResolvers = {
  __resolveReference: ({ id }) => ({ id: parseId('mer', id) }),
  id: ({ id }) => formatId('mer', id),
};
