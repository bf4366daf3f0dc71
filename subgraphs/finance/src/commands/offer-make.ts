import type { Change } from '@ecosystem/kit/command';
import { newId, type Uuid } from '@ecosystem/kit/ids';
import { findDeclines, insertOffer, type OfferRow } from '../db/offers.ts';
import { isSilenced, offerReasonsMax } from '../domain/offer.ts';

/** An offer that shall be made. */
export type NewOffer = Pick<
  OfferRow,
  | 'customerId'
  | 'product'
  | 'headline'
  | 'priceMinor'
  | 'currency'
  | 'score'
  | 'reasons'
  | 'isPersonalised'
  | 'quoteId'
  | 'expiresAt'
>;

/**
 * Makes an offer, unless the customer declined the product within the last 30 days.
 * @returns the id of the offer, or null if none was made.
 * @throws Error if the offer gives more than 5 reasons.
 */
export async function makeOffer({ pool, at, publish }: Change, offer: NewOffer): Promise<Uuid | null> {
  const { customerId, product, reasons } = offer;
  if (reasons.length > offerReasonsMax) throw new Error(`An offer gives at most ${offerReasonsMax} reasons.`);
  if (isSilenced(product, await findDeclines(pool, customerId, at), at)) return null;
  const id = newId(at);
  publish({ topic: 'offer.made', customerId, payload: { offerId: id, product } });
  await insertOffer(pool, { ...offer, id, createdAt: at, updatedAt: at });
  return id;
}
