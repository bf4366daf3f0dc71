import { resolvePartnerView, underConsent } from '@ecosystem/kit/consent';
import { formatId } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import type { PartnerCustomerViewResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';

export const PartnerCustomerView: PartnerCustomerViewResolvers = {
  __resolveReference: (reference, { caller }) => resolvePartnerView(reference, caller),
  consentId: ({ consentId }) => formatId('cns', consentId),
  vehicles: underConsent(
    'VEHICLES_READ',
    ({ customerId }: models.PartnerCustomerView, _: object, { loaders }: Context) =>
      loaders.vehiclesShown.load(customerId),
  ),
};
