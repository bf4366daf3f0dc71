import { resolveMe } from '@ecosystem/kit/doors';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findPayment } from './payment.ts';

export const Query: QueryResolvers = {
  me: (_, __, { caller }) => resolveMe(caller),
  ledgerTrialBalance: (_, { at }, { clock, loaders }) => loaders.trialBalance.load(at ?? clock.now()),
  payment: (_, { id }, context) => findPayment(id, context),
};
