import { payload } from '@ecosystem/kit/command';
import { forbidden } from '@ecosystem/kit/errors';
import { isGateway } from '@ecosystem/kit/gateway-caller';
import { newId } from '@ecosystem/kit/ids';
import { authoriseConsent } from '../commands/consent-authorise.ts';
import { rejectConsent } from '../commands/consent-reject.ts';
import { requestConsent } from '../commands/consent-request.ts';
import { revokeConsent } from '../commands/consent-revoke.ts';
import { createCustomerCode } from '../commands/customer-code-create.ts';
import { readCustomerCode } from '../commands/customer-code-read.ts';
import { redeemSignInCode } from '../commands/sign-in-code-redeem.ts';
import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';

/** What a mutation of a consent shows: the consent as it stands now. */
const readConsent =
  ({ loaders }: Context) =>
  async ({ consentId }: { readonly consentId: string }) => ({ consent: await loaders.consent.load(consentId) });

export const Mutation: MutationResolvers = {
  requestConsent: async (_, { input }, context) => payload(await requestConsent(input, context), readConsent(context)),
  authoriseConsent: async (_, { input }, context) =>
    payload(await authoriseConsent(input, context), readConsent(context)),
  rejectConsent: async (_, { input }, context) => payload(await rejectConsent(input, context), readConsent(context)),
  revokeConsent: async (_, { input }, context) => payload(await revokeConsent(input, context), readConsent(context)),
  createCustomerCode: async (_, { input }, context) =>
    payload(await createCustomerCode(input, context), async ({ codeId }) => ({
      code: await readCustomerCode(codeId, context),
    })),
  redeemSignInCode: async (_, { input }, context) => {
    if (!isGateway(context.caller)) throw forbidden();
    return payload(await redeemSignInCode({ ...input, idempotencyKey: newId() }, context), async ({ customerId }) => ({
      customerId: customerId ?? null,
    }));
  },
};
