import { payload } from '@ecosystem/kit/command';
import { assessClaim } from '../commands/claim-assess.ts';
import { fileClaim } from '../commands/claim-file.ts';
import { payClaim } from '../commands/claim-pay.ts';
import { createCollectionCode } from '../commands/collection-code-create.ts';
import { transferMoney } from '../commands/money-transfer.ts';
import { respondToOffer } from '../commands/offer-respond.ts';
import { authorisePayment } from '../commands/payment-authorise.ts';
import { cancelPayment } from '../commands/payment-cancel.ts';
import { capturePayment } from '../commands/payment-capture.ts';
import { createPayment } from '../commands/payment-create.ts';
import { payByCode } from '../commands/payment-pay-by-code.ts';
import { refundPayment } from '../commands/payment-refund.ts';
import { cancelPolicy } from '../commands/policy-cancel.ts';
import { quotePolicy } from '../commands/policy-quote.ts';
import { bindQuote } from '../commands/quote-bind.ts';
import { openRedPacket } from '../commands/red-packet-open.ts';
import { sendRedPacket } from '../commands/red-packet-send.ts';
import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { readPaymentCode } from './payment-code.ts';

/** What a mutation of a payment shows: the payment as it stands now. */
const readPayment =
  ({ loaders }: Context) =>
  async ({ paymentId }: { readonly paymentId: string }) => ({ payment: await loaders.payment.load(paymentId) });

/** What a mutation of a policy shows: the policy as it stands now. */
const readPolicy =
  ({ loaders }: Context) =>
  async ({ policyId }: { readonly policyId: string }) => ({ policy: await loaders.policy.load(policyId) });

/** What a mutation of a claim shows: the claim as it stands now. */
const readClaim =
  ({ loaders }: Context) =>
  async ({ claimId }: { readonly claimId: string }) => ({ claim: await loaders.claim.load(claimId) });

export const Mutation: MutationResolvers = {
  createPayment: async (_, { input }, context) => payload(await createPayment(input, context), readPayment(context)),
  authorisePayment: async (_, { input }, context) =>
    payload(await authorisePayment(input, context), readPayment(context)),
  capturePayment: async (_, { input }, context) => payload(await capturePayment(input, context), readPayment(context)),
  cancelPayment: async (_, { input }, context) => payload(await cancelPayment(input, context), readPayment(context)),
  refundPayment: async (_, { input }, context) =>
    payload(await refundPayment(input, context), async ({ refundId, paymentId }) => {
      const [refund, payment] = await Promise.all([
        context.loaders.refund.load(refundId),
        context.loaders.payment.load(paymentId),
      ]);
      return { refund, payment };
    }),
  quotePolicy: async (_, { input }, context) =>
    payload(await quotePolicy(input, context), async ({ quoteId }) => ({
      quote: await context.loaders.quote.load(quoteId),
    })),
  bindQuote: async (_, { input }, context) => payload(await bindQuote(input, context), readPolicy(context)),
  cancelPolicy: async (_, { input }, context) => payload(await cancelPolicy(input, context), readPolicy(context)),
  transferMoney: async (_, { input }, context) =>
    payload(await transferMoney(input, context), async ({ transferId }) => ({
      transfer: await context.loaders.transfer.load(transferId),
    })),
  sendRedPacket: async (_, { input }, context) =>
    payload(await sendRedPacket(input, context), async ({ redPacketId }) => ({
      redPacket: await context.loaders.redPacket.load(redPacketId),
    })),
  openRedPacket: async (_, { input }, context) =>
    payload(await openRedPacket(input, context), async ({ redPacketId, claimantId }) => {
      const [redPacket, claims] = await Promise.all([
        context.loaders.redPacket.load(redPacketId),
        context.loaders.redPacketClaims.load(redPacketId),
      ]);
      return { redPacket, claim: claims.find((claim) => claim.claimantId === claimantId) ?? null };
    }),
  payByCode: async (_, { input }, context) => payload(await payByCode(input, context), readPayment(context)),
  createCollectionCode: async (_, { input }, context) =>
    payload(await createCollectionCode(input, context), async ({ payload }) => ({
      code: await readPaymentCode(payload, context),
    })),
  fileClaim: async (_, { input }, context) => payload(await fileClaim(input, context), readClaim(context)),
  assessClaim: async (_, { input }, context) => payload(await assessClaim(input, context), readClaim(context)),
  payClaim: async (_, { input }, context) => payload(await payClaim(input, context), readClaim(context)),
  respondToOffer: async (_, { input }, context) =>
    payload(await respondToOffer(input, context), async ({ offerId }) => ({
      offer: await context.loaders.offer.load(offerId),
    })),
};
