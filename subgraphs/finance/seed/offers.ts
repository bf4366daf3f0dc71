import { cast, ownsVehicle } from '@ecosystem/kit/demo-facts';
import { castUuid, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { offers } from '../src/db/tables.ts';
import { offerResponses } from '../src/domain/offer.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { isActive } from './people.ts';
import { productCodes } from './products.ts';

type OfferRow = typeof offers.$inferInsert;

const headlines = [
  { product: productCodes.HEALTH, headline: 'Cover for the whole family' },
  { product: productCodes.LIFE, headline: 'Twenty years without worry' },
  { product: productCodes.RETURN_FREIGHT, headline: 'Send it back for free' },
] as const;
/** For how long an offer stands. */
const offerDays = 30;

/** About two offers a customer: open ones, answered ones, and some whose time is over. */
export function offersOf(customer: number): OfferRow[] {
  if (!isActive(customer)) return [];
  return [...uninsuredCarOf(customer), ...generalOffersOf(customer)];
}

/** @liwei, who agreed to it, is told why: the car has no policy. Others see what everybody sees. */
function uninsuredCarOf(customer: number): OfferRow[] {
  if (customer !== cast.liwei || !ownsVehicle(customer)) return [];
  const createdAt = minutesBefore(seedNow, 4 * minutesPerDay);
  return [
    {
      ...offerRowOf(customer, 'car', createdAt),
      product: productCodes.AUTO,
      headline: 'Your car drives without cover',
      score: '0.9300',
      reasons: [
        { domain: 'AUTO', code: 'VEHICLE_UNINSURED', text: 'Your car has no policy.' },
        { domain: 'AUTO', code: 'INSPECTION_DUE', text: 'Its inspection is due this month.' },
      ],
      isPersonalised: true,
    },
  ];
}

function generalOffersOf(customer: number): OfferRow[] {
  const count = draw('offers', customer).integer('count', 1, 3);
  return headlines.slice(0, count).map(({ product, headline }, index) => {
    const drawn = draw('offer', customer, index);
    const createdAt = minutesBefore(seedNow, drawn.integer('days', 1, 50) * minutesPerDay);
    const isAnswered = drawn.chance('answered', 0.5);
    const answeredAt = minutesBefore(createdAt, -drawn.integer('minutes', 5, minutesPerDay - 5));
    return {
      ...offerRowOf(customer, `general ${index}`, createdAt),
      product,
      headline,
      score: (drawn.integer('score', 10, 60) / 100).toFixed(4),
      response: isAnswered ? drawn.pick('response', offerResponses) : null,
      respondedAt: isAnswered ? answeredAt : null,
    };
  });
}

const offerRowOf = (customer: number, name: string, createdAt: Date) => ({
  customerId: castUuid(customer),
  id: seedUuid(createdAt, `offer ${name}`, customer),
  currency: homeCurrency,
  reasons: [],
  isPersonalised: false,
  expiresAt: minutesBefore(createdAt, -offerDays * minutesPerDay),
  createdAt,
});
