import { payload } from '@ecosystem/kit/command';
import { assessClaim } from '../commands/claim-assess.ts';
import { fileClaim } from '../commands/claim-file.ts';
import { payClaim } from '../commands/claim-pay.ts';
import { authorisePayment } from '../commands/payment-authorise.ts';
import { cancelPayment } from '../commands/payment-cancel.ts';
import { capturePayment } from '../commands/payment-capture.ts';
import { createPayment } from '../commands/payment-create.ts';
import { refundPayment } from '../commands/payment-refund.ts';
import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';

/** What a mutation of a payment shows: the payment as it stands now. */
const readPayment =
  ({ loaders }: Context) =>
  async ({ paymentId }: { readonly paymentId: string }) => ({ payment: await loaders.payment.load(paymentId) });

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
  fileClaim: async (_, { input }, context) => payload(await fileClaim(input, context), readClaim(context)),
  assessClaim: async (_, { input }, context) => payload(await assessClaim(input, context), readClaim(context)),
  payClaim: async (_, { input }, context) => payload(await payClaim(input, context), readClaim(context)),
};
