import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { PractitionerResolvers } from '../generated/resolvers.ts';

export const Practitioner: PractitionerResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.practitioner.load(parseId('pra', id)),
  id: ({ id }) => formatId('pra', id),
  consultFee: ({ consultFeeMinor, currency }) => formatMoney(consultFeeMinor, currency),
};
