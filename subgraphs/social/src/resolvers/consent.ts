import { expectRow, findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import type { ConsentResolvers } from '../generated/resolvers.ts';

export const Consent: ConsentResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.consent.load(parseId('cns', id))),
  id: ({ id }) => formatId('cns', id),
  partner: async ({ partnerId }, _, { loaders }) => expectRow(await loaders.partner.load(partnerId)),
  miniProgram: async ({ miniProgramId }, _, { loaders }) =>
    miniProgramId === null ? null : expectRow(await loaders.miniProgram.load(miniProgramId)),
  sensitiveScopes: ({ separateFor }) => separateFor,
};
