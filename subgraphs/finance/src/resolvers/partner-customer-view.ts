import { resolvePartnerView, underConsent } from '@ecosystem/kit/consent';
import { formatId } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import { walletBandOf } from '../domain/wallet-band.ts';
import type { PartnerCustomerViewResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';

export const PartnerCustomerView: PartnerCustomerViewResolvers = {
  __resolveReference: (reference, { caller }) => resolvePartnerView(reference, caller),
  consentId: ({ consentId }) => formatId('cns', consentId),
  walletBand: underConsent(
    'WALLET_BAND',
    async ({ customerId }: models.PartnerCustomerView, _: object, { loaders }: Context) => {
      const balance = await loaders.balanceOf.load(customerId);
      return balance && walletBandOf(balance.balanceMinor);
    },
  ),
  policySummaries: underConsent(
    'POLICIES_READ',
    ({ customerId }: models.PartnerCustomerView, _: object, { loaders }: Context) =>
      loaders.policySummaries.load(customerId),
  ),
};
