import { boundConsentOf, readingPartnerOf, underConsent, uuidOf } from '@ecosystem/kit/consent';
import { formatId } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import type { PartnerCustomerViewResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';

type View = models.PartnerCustomerView;

const readAccount = async ({ customerId }: View, { loaders }: Context) => loaders.viewedAccount.load(customerId);

export const PartnerCustomerView: PartnerCustomerViewResolvers = {
  __resolveReference: async (reference, { caller, clock, loaders }) => {
    const partnerId = readingPartnerOf(caller);
    const consentId = uuidOf('cns', reference.consentId);
    if (partnerId === null || consentId === null) return null;
    return loaders.viewUnder.load({ partnerId, consentId, at: clock.now() });
  },
  consentId: ({ consentId }) => formatId('cns', consentId),
  subjectId: ({ subjectId }) => formatId('sub', subjectId),
  customerRef: ({ customerId }) => formatId('cus', customerId),
  displayName: underConsent(
    'PROFILE_BASIC',
    async (view: View, _: object, context: Context) => (await readAccount(view, context))?.displayName ?? null,
  ),
  phoneMasked: underConsent(
    'CONTACT_PHONE',
    async (view: View, _: object, context: Context) => (await readAccount(view, context))?.phoneMasked ?? null,
  ),
  cityCode: underConsent(
    'PROFILE_BASIC',
    async (view: View, _: object, context: Context) => (await readAccount(view, context))?.cityCode ?? null,
  ),
};

/** Whom a partner asks about, in its own words. */
interface AskedView {
  readonly subjectId: string;
  readonly consentId?: string | null | undefined;
}

/**
 * The view of a customer for the partner that asks, under the consent in force; null without one. Names and consents that mean nothing,
 * those of others and malformed ones give the same answer.
 */
export async function findView(asked: AskedView, { caller, clock, loaders }: Context): Promise<View | null> {
  const partnerId = readingPartnerOf(caller);
  const subjectId = uuidOf('sub', asked.subjectId);
  const boundConsentId = boundConsentOf(caller);
  if (boundConsentId !== null && asked.consentId && asked.consentId !== boundConsentId) return null;
  const askedConsentId = asked.consentId || boundConsentId;
  const consentId = uuidOf('cns', askedConsentId);
  if (partnerId === null || subjectId === null || (consentId === null && askedConsentId)) return null;
  const standing = await loaders.standing.load({ partnerId, subjectId, consentId, at: clock.now() });
  return standing?.consent ? { ...standing.consent, subjectId } : null;
}
