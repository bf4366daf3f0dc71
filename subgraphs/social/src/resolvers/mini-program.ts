import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { seesInside } from '@ecosystem/kit/partner-callers';
import type { Context } from '../context.ts';

import type { MiniProgramResolvers, MiniProgramVersionResolvers } from '../generated/resolvers.ts';
import type { MiniProgram as ProgramModel, MiniProgramVersion as VersionModel } from '../models.ts';

/** The version that users get: of a mini program that they cannot open, none. */
async function findLiveVersion({ id, status }: ProgramModel, { loaders }: Context): Promise<VersionModel | null> {
  return status === 'LIVE' ? loaders.liveVersionOf.load(id) : null;
}

export const MiniProgram: MiniProgramResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.miniProgram.load(parseId('app', id)),
  id: ({ id }) => formatId('app', id),
  partner: async ({ partnerId }, _, { loaders }) => expectRow(await loaders.partner.load(partnerId)),
  liveVersion: (program, _, context) => findLiveVersion(program, context),
  versions: ({ id, partnerId }, _, { caller, loaders }) =>
    seesInside(caller, partnerId) ? loaders.versions.load(id) : null,
  declaredScopes: async (program, _, context) => (await findLiveVersion(program, context))?.declaredScopes ?? [],
};

export const MiniProgramVersion: MiniProgramVersionResolvers = {
  version: ({ number }) => number,
};
