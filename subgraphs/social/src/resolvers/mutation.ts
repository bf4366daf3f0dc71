import { payload } from '@ecosystem/kit/command';
import { recordAccess } from '../commands/access-record.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';

export const Mutation: MutationResolvers = {
  recordAccess: async (_, { input }, context) =>
    payload(await recordAccess(input, context), async (access) => ({ access })),
};
