import { resolveMe } from '@ecosystem/kit/doors';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findPayment } from './payment.ts';
import { readPaymentCode } from './payment-code.ts';
import { findRedPacket } from './red-packet.ts';

export const Query: QueryResolvers = {
  me: (_, __, { caller }) => resolveMe(caller),
  payment: (_, { id }, context) => findPayment(id, context),
  redPacket: (_, { id }, context) => findRedPacket(id, context),
  resolvePaymentCode: (_, { payload }, context) => readPaymentCode(payload, context),
};
