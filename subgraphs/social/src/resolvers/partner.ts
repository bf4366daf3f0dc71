import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { seesInside } from '@ecosystem/kit/partner-callers';
import type { PartnerResolvers, StakeResolvers } from '../generated/resolvers.ts';

export const Partner: PartnerResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.partner.load(parseId('par', id)),
  id: ({ id }) => formatId('par', id),
  miniPrograms: ({ id }, _, { loaders }) => loaders.miniProgramsOf.load(id),
  stakes: ({ id }, _, { loaders }) => loaders.stakes.load(id),
  allowedScopes: ({ id, allowedScopes }, _, { caller }) => (seesInside(caller, id) ? allowedScopes : null),
};

export const Stake: StakeResolvers = {
  holder: async ({ holderId }, _, { loaders }) => expectRow(await loaders.partner.load(holderId)),
};
