import { done, type Result, refused } from '@ecosystem/kit/result';
import { daysAfter } from './days.ts';

/** How a customer can answer an offer. LATER leaves it open; the other two close it. */
export const offerResponses = ['ACCEPT', 'DECLINE', 'LATER'] as const;

/** An answer to an offer. */
export type OfferResponse = (typeof offerResponses)[number];

/** For how many days a product is not offered again after it was declined. */
export const silenceDays = 30;

/** How many open offers are shown to a customer at once. */
export const openOffersMax = 10;
/** How many reasons an offer has at most. */
export const offerReasonsMax = 5;

/** An offer with the last answer to it, if there is one. */
export interface AnswerableOffer {
  readonly response: OfferResponse | null;
  /** Until when it stands, without that instant. */
  readonly expiresAt: Date;
}

/** An answer that is to be kept. */
export interface OfferAnswer {
  readonly response: OfferResponse;
  readonly respondedAt: Date;
}

/** Records an answer to an offer that is open; one that was put off can still be accepted or declined. */
export function decideResponse(
  offer: AnswerableOffer,
  response: OfferResponse,
  at: Date,
): Result<OfferAnswer, 'OFFER_EXPIRED' | 'OFFER_ALREADY_ANSWERED'> {
  if (offer.response === 'ACCEPT' || offer.response === 'DECLINE') {
    return refused('OFFER_ALREADY_ANSWERED', ['offerId'], 'The offer is answered already.');
  }
  if (at >= offer.expiresAt) return refused('OFFER_EXPIRED', ['offerId'], 'The offer is over.');
  return done({ response, respondedAt: at });
}

/** Whether a product must not be offered now, because it was declined within the last 30 days. */
export function isSilenced(
  product: string,
  responses: readonly (OfferAnswer & { readonly product: string })[],
  at: Date,
): boolean {
  return responses.some(
    (one) => one.product === product && one.response === 'DECLINE' && at < daysAfter(one.respondedAt, silenceDays),
  );
}
