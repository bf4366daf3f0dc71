import { resolveMe } from '@ecosystem/kit/doors';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findPayment } from './payment.ts';
import { findPolicy } from './policy.ts';

export const Query: QueryResolvers = {
  me: (_, __, { caller }) => resolveMe(caller),
  payment: (_, { id }, context) => findPayment(id, context),
  policy: (_, { id }, context) => findPolicy(id, context),
};
