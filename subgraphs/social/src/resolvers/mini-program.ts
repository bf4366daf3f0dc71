import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import type { MiniProgramResolvers } from '../generated/resolvers.ts';

export const MiniProgram: MiniProgramResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.miniProgram.load(parseId('app', id)),
  id: ({ id }) => formatId('app', id),
  partner: async ({ partnerId }, _, { loaders }) => expectRow(await loaders.partner.load(partnerId)),
};
