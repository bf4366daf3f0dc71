import { pageOf } from '@ecosystem/kit/connections';
import { formatId, parseId } from '@ecosystem/kit/ids';
import type { MiniProgramResolvers, PartnerResolvers } from '../generated/resolvers.ts';

export const Partner: PartnerResolvers = {
  __resolveReference: ({ id }) => ({ id: parseId('par', id) }),
  id: ({ id }) => formatId('par', id),
  merchant: ({ id }, _, { loaders }) => loaders.merchantOf.load(id),
};

export const MiniProgram: MiniProgramResolvers = {
  // Who made it comes with the field that requires it.
  __resolveReference: (reference) => ({
    id: parseId('app', reference.id),
    partnerId: 'partner' in reference && reference.partner ? parseId('par', reference.partner.id) : null,
  }),
  id: ({ id }) => formatId('app', id),
  catalogue: async ({ partnerId }, page, { loaders }) => {
    const merchant = partnerId === null ? null : await loaders.merchantOf.load(partnerId);
    return merchant && loaders.productsOf.load({ by: merchant.id, page: pageOf(page) });
  },
};
