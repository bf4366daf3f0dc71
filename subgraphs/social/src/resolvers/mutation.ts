import { payload } from '@ecosystem/kit/command';
import { registerMiniProgram } from '../commands/mini-program-register.ts';
import { releaseMiniProgramVersion } from '../commands/mini-program-version-release.ts';
import { reviewMiniProgramVersion } from '../commands/mini-program-version-review.ts';
import { submitMiniProgramVersion } from '../commands/mini-program-version-submit.ts';
import { registerPartner } from '../commands/partner-register.ts';
import { reviewPartner } from '../commands/partner-review.ts';
import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';

/** What a mutation of a partner shows: the partner as it stands now. */
const readPartner =
  ({ loaders }: Context) =>
  async ({ partnerId }: { readonly partnerId: string }) => ({ partner: await loaders.partner.load(partnerId) });

/** What a mutation of a mini program or one of its versions shows: the mini program as it stands now. */
const readProgram =
  ({ loaders }: Context) =>
  async ({ miniProgramId }: { readonly miniProgramId: string }) => ({
    miniProgram: await loaders.miniProgram.load(miniProgramId),
  });

export const Mutation: MutationResolvers = {
  registerPartner: async (_, { input }, context) =>
    payload(await registerPartner(input, context), readPartner(context)),
  reviewPartner: async (_, { input }, context) => payload(await reviewPartner(input, context), readPartner(context)),
  registerMiniProgram: async (_, { input }, context) =>
    payload(await registerMiniProgram(input, context), readProgram(context)),
  submitMiniProgramVersion: async (_, { input }, context) =>
    payload(await submitMiniProgramVersion(input, context), readProgram(context)),
  reviewMiniProgramVersion: async (_, { input }, context) =>
    payload(await reviewMiniProgramVersion(input, context), readProgram(context)),
  releaseMiniProgramVersion: async (_, { input }, context) =>
    payload(await releaseMiniProgramVersion(input, context), readProgram(context)),
};
