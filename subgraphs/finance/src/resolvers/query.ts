import { subjectOf } from '@ecosystem/kit/caller';
import { pageOf } from '@ecosystem/kit/connections';
import { resolveMe } from '@ecosystem/kit/doors';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findClaim } from './claim.ts';
import { findPayment } from './payment.ts';
import { readPaymentCode } from './payment-code.ts';
import { findPolicy } from './policy.ts';
import { findRedPacket } from './red-packet.ts';

export const Query: QueryResolvers = {
  me: (_, __, { caller }) => resolveMe(caller),
  ledgerTrialBalance: (_, { at }, { clock, loaders }) => loaders.trialBalance.load(at ?? clock.now()),
  payment: (_, { id }, context) => findPayment(id, context),
  policy: (_, { id }, context) => findPolicy(id, context),
  redPacket: (_, { id }, context) => findRedPacket(id, context),
  resolvePaymentCode: (_, { payload }, context) => readPaymentCode(payload, context),
  claim: (_, { id }, context) => findClaim(id, context),
  assignedClaims: (_, { status, ...page }, { caller, loaders }) => {
    const handlerId = subjectOf(caller, 'hdl');
    return handlerId === null
      ? null
      : loaders.claimsHandledBy.load({ by: handlerId, page: pageOf(page), filters: { status } });
  },
};
