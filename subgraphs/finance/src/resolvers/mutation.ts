import { payload } from '@ecosystem/kit/command';
import { authorisePayment } from '../commands/payment-authorise.ts';
import { cancelPayment } from '../commands/payment-cancel.ts';
import { capturePayment } from '../commands/payment-capture.ts';
import { createPayment } from '../commands/payment-create.ts';
import { refundPayment } from '../commands/payment-refund.ts';
import { cancelPolicy } from '../commands/policy-cancel.ts';
import { quotePolicy } from '../commands/policy-quote.ts';
import { bindQuote } from '../commands/quote-bind.ts';
import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';

/** What a mutation of a payment shows: the payment as it stands now. */
const readPayment =
  ({ loaders }: Context) =>
  async ({ paymentId }: { readonly paymentId: string }) => ({ payment: await loaders.payment.load(paymentId) });

/** What a mutation of a policy shows: the policy as it stands now. */
const readPolicy =
  ({ loaders }: Context) =>
  async ({ policyId }: { readonly policyId: string }) => ({ policy: await loaders.policy.load(policyId) });

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
};
