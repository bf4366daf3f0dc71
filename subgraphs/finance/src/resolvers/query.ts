import { resolveMe } from '@ecosystem/kit/doors';
import type { QueryResolvers } from '../generated/resolvers.ts';

export const Query: QueryResolvers = {
  me: (_, __, { caller }) => resolveMe(caller),
};
