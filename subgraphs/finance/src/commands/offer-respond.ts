import { owns } from '@ecosystem/kit/caller';
import { readId } from '@ecosystem/kit/input';
import { done, refused } from '@ecosystem/kit/result';
import { lockOffer, saveOfferAnswer } from '../db/offers.ts';
import { decideResponse } from '../domain/offer.ts';
import type { RespondToOfferInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

/** The customer accepts an offer, declines it for 30 days, or puts it off. */
export const respondToOffer = command(
  'respondToOffer',
  {},
  async (input: RespondToOfferInput, { pool, at, caller, publish }: Context) => {
    const id = readId('ofr', input.offerId, ['offerId']);
    if (!id.ok) return id;
    const offer = await lockOffer(pool, id.value);
    // An offer to somebody else answers as a missing one, so that ids cannot be probed.
    if (!offer || !owns(caller, offer)) return refused('NOT_FOUND', ['offerId'], 'There is no such offer to you.');
    const answer = decideResponse(offer, input.response, at);
    if (!answer.ok) return answer;
    const { customerId, product } = offer;
    publish({ topic: 'offer.answered', customerId, payload: { offerId: offer.id, product, response: input.response } });
    await saveOfferAnswer(pool, offer, answer.value);
    return done({ offerId: offer.id });
  },
);
