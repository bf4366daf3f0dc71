import { payload } from '@ecosystem/kit/command';
import { forbidden } from '@ecosystem/kit/errors';
import { isGateway } from '@ecosystem/kit/gateway-caller';
import { newId } from '@ecosystem/kit/ids';
import { recordAccesses } from '../commands/access-record.ts';
import { authoriseConsent } from '../commands/consent-authorise.ts';
import { rejectConsent } from '../commands/consent-reject.ts';
import { requestConsent } from '../commands/consent-request.ts';
import { revokeConsent } from '../commands/consent-revoke.ts';
import { createCustomerCode } from '../commands/customer-code-create.ts';
import { readCustomerCode } from '../commands/customer-code-read.ts';
import { registerMiniProgram } from '../commands/mini-program-register.ts';
import { releaseMiniProgramVersion } from '../commands/mini-program-version-release.ts';
import { reviewMiniProgramVersion } from '../commands/mini-program-version-review.ts';
import { submitMiniProgramVersion } from '../commands/mini-program-version-submit.ts';
import { registerPartner } from '../commands/partner-register.ts';
import { reviewPartner } from '../commands/partner-review.ts';
import { redeemSignInCode } from '../commands/sign-in-code-redeem.ts';
import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';

/** What a mutation of a partner shows: the partner as it stands now. */
const readPartner =
  ({ loaders }: Context) =>
  async ({ partnerId }: { readonly partnerId: string }) => ({ partner: await loaders.partner.load(partnerId) });

/** What a mutation of a mini program or one of its versions shows: the mini program as it stands now. */
const readProgram =
  ({ loaders }: Context) =>
  async ({ miniProgramId }: { readonly miniProgramId: string }) => ({
    miniProgram: await loaders.miniProgram.load(miniProgramId),
  });

/** What a mutation of a consent shows: the consent as it stands now. */
const readConsent =
  ({ loaders }: Context) =>
  async ({ consentId }: { readonly consentId: string }) => ({ consent: await loaders.consent.load(consentId) });

export const Mutation: MutationResolvers = {
  registerPartner: async (_, { input }, context) =>
    payload(await registerPartner(input, context), readPartner(context)),
  reviewPartner: async (_, { input }, context) => payload(await reviewPartner(input, context), readPartner(context)),
  registerMiniProgram: async (_, { input }, context) =>
    payload(await registerMiniProgram(input, context), readProgram(context)),
  submitMiniProgramVersion: async (_, { input }, context) =>
    payload(await submitMiniProgramVersion(input, context), readProgram(context)),
  reviewMiniProgramVersion: async (_, { input }, context) =>
    payload(await reviewMiniProgramVersion(input, context), readProgram(context)),
  releaseMiniProgramVersion: async (_, { input }, context) =>
    payload(await releaseMiniProgramVersion(input, context), readProgram(context)),
  recordAccesses: async (_, { input }, context) =>
    payload(await recordAccesses(input, context), async (accesses) => ({ accesses: [...accesses] })),
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
