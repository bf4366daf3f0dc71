import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { OfferResolvers } from '../generated/resolvers.ts';

export const Offer: OfferResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.offer.load(parseId('ofr', id))),
  id: ({ id }) => formatId('ofr', id),
  price: ({ priceMinor, currency }) => (priceMinor === null ? null : formatMoney(priceMinor, currency)),
  reasons: ({ reasons }) => [...reasons],
  quote: ({ quoteId }, _, { loaders }) => (quoteId === null ? null : loaders.quote.load(quoteId)),
};
