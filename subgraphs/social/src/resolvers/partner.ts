import { formatId, parseId } from '@ecosystem/kit/ids';
import type { PartnerResolvers } from '../generated/resolvers.ts';

export const Partner: PartnerResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.partner.load(parseId('par', id)),
  id: ({ id }) => formatId('par', id),
};
