import { formatId, parseId } from '@ecosystem/kit/ids';
import { writeMerchantCode } from '../domain/payment-code.ts';
import type { MerchantResolvers } from '../generated/resolvers.ts';
import { readPaymentCode } from './payment-code.ts';

export const Merchant: MerchantResolvers = {
  // Anybody may name a shop and read the code that hangs on its wall.
  __resolveReference: ({ id }) => ({ id: parseId('mer', id) }),
  id: ({ id }) => formatId('mer', id),
  collectionCode: async ({ id }, _, context) => {
    const merchant = await context.loaders.merchant.load(id);
    if (!merchant?.isLive) return null;
    return readPaymentCode(writeMerchantCode(merchant, { amountMinor: null, reference: null }), context);
  },
};
