import { expectRow, findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import type { ConsentReceiptResolvers, ConsentResolvers, PartnerConsentResolvers } from '../generated/resolvers.ts';

export const Consent: ConsentResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.consent.load(parseId('cns', id))),
  id: ({ id }) => formatId('cns', id),
  partner: async ({ partnerId }, _, { loaders }) => expectRow(await loaders.partner.load(partnerId)),
  miniProgram: async ({ miniProgramId }, _, { loaders }) =>
    miniProgramId === null ? null : expectRow(await loaders.miniProgram.load(miniProgramId)),
  requestedScopes: ({ requested }) => requested,
  sensitiveScopes: ({ separateFor }) => separateFor,
  receipt: ({ id }, _, { loaders }) => loaders.receiptOf.load(id),
};

export const ConsentReceipt: ConsentReceiptResolvers = {
  id: ({ id }) => formatId('rcp', id),
  jurisdiction: ({ body }) => body.jurisdiction,
  collectionMethod: ({ body }) => body.collection_method,
  language: ({ body }) => body.language,
};

/** What the partner that asked sees; it gets here by its own request alone. */
export const PartnerConsent: PartnerConsentResolvers = {
  consentId: ({ id }) => formatId('cns', id),
  subjectId: async ({ partnerId, customerId, grantedAt }, _, { loaders }) => {
    if (grantedAt === null) return null;
    const { subjectId } = await loaders.subject.load({ partnerId, customerId });
    return subjectId && formatId('sub', subjectId);
  },
};
