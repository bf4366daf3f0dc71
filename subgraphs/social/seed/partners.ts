import type { EventOf } from '@ecosystem/kit/transitions';
import { castId, castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { partnerReviews, partners, stakes } from '../src/db/tables.ts';
import type { ConsentScope } from '../src/domain/consent.ts';
import { type Industry, partnerMachine } from '../src/domain/partner.ts';
import { listFirstScopes, orderScopes } from '../src/domain/partner-scopes.ts';
import { computeUsccCheck } from '../src/domain/uscc.ts';

type PartnerEvent = EventOf<typeof partnerMachine>;
const wentLive: readonly PartnerEvent[] = ['startReview', 'approve', 'goLive'];

/** Invented partners, by number: 1 to 8 and the group that holds stakes are live, the others show the other states. */
export const partnerList = [
  ['Green Light Rides', 'MOBILITY', 'TRANSPORTATION', wentLive],
  ['Riverside Hospital', 'HOSPITAL', 'HEALTHCARE', wentLive],
  ['Far Horizon Travel', 'TRAVEL', 'TOURISM', wentLive],
  ['Bamboo Grove School', 'SCHOOL', 'EDUCATION', wentLive],
  ['Nine Bridges Bank', 'BANK', 'FINANCE', wentLive],
  ['Corner Shop Online', 'MERCHANT', 'RETAIL', wentLive],
  ['Swift Crane Logistics', 'LOGISTICS', 'TRANSPORTATION', wentLive],
  ['Harbour City Services', 'CITY', 'GOVERNMENT', wentLive],
  ['Paper Dragon Games', 'DEVELOPER', 'RETAIL', [...wentLive, 'suspend']],
  ['Umbrella Tree Insurance', 'INSURER', 'FINANCE', ['startReview', 'approve']],
  ['Old Town Tours', 'TRAVEL', 'TOURISM', [...wentLive, 'suspend', 'terminate']],
  ['Ink Stone Academy', 'SCHOOL', 'EDUCATION', ['startReview']],
  ['Night Market Stalls', 'MERCHANT', 'RETAIL', []],
  ['Quick Coin Lending', 'BANK', 'FINANCE', ['startReview', 'reject']],
  ['Ecosystem Group', 'DEVELOPER', 'FINANCE', wentLive],
] as const satisfies readonly (readonly [string, string, Industry, readonly PartnerEvent[]])[];

type Story = (typeof partnerList)[number];

/** What operators gave to partners beside the scopes that their industry begins with; the group asks customers for nothing. */
const furtherScopes: Readonly<Record<number, readonly ConsentScope[]>> = {
  1: ['VEHICLES_READ', 'ORDERS_READ', 'LOCATION_COARSE'],
  2: ['HEALTH_OFFERS'],
  3: ['TRIPS_READ'],
  // The bank insures as well, also health: it may ask for all that a partner can see today.
  5: ['VEHICLES_READ', 'ORDERS_READ', 'HEALTH_PRESCRIPTIONS'],
  6: ['ADDRESS_READ'],
  7: ['ORDERS_READ', 'ADDRESS_READ'],
};
const group = 15;

/** What an operator set when the partner began to test; null where it was left as it was. */
function givenScopesOf(number: number, [, , industry, events]: Story): ConsentScope[] | null {
  if (!events.some((event) => event === 'approve')) return null;
  if (number === group) return [];
  const further = furtherScopes[number];
  return further ? orderScopes([...listFirstScopes(industry), ...further]) : null;
}

const appliedDaysOf = (number: number) => draw('partner', number).integer('applied', 1_500, 2_500);
/** How many days after the application each event of a story happened. */
const eventDays = [10, 30, 60, 800, 900] as const;
const liveAfterDays = eventDays[2];

/** A code of region 999999, which does not exist, with both of its check characters right. */
export function seedUscc(number: number): string {
  const organisation = `MA${String(number).padStart(6, '0')}`;
  const body = `91999999${organisation}${computeOrganisationCheck(organisation)}`;
  return `${body}${computeUsccCheck(body)}`;
}

/** The check character of an organisation code (GB 11714): weights, modulo 11, X for 10. */
function computeOrganisationCheck(code: string): string {
  const sum = [3, 7, 9, 10, 5, 8, 4, 2].reduce(
    (total, weight, place) => total + weight * Number.parseInt(code.charAt(place), 36),
    0,
  );
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

export function partnerRow({ now }: SeedWorld, number: number, story: Story): typeof partners.$inferInsert {
  const [name, kind, industry, events] = story;
  const appliedDays = appliedDaysOf(number);
  const hasGoneLive = events.some((event) => event === 'goLive');
  return {
    id: castUuid(number),
    name,
    kind,
    industry,
    status: partnerMachine.follow(events),
    uscc: seedUscc(number),
    allowedScopes: givenScopesOf(number, story) ?? listFirstScopes(industry),
    registeredBy: castId('opr', 1),
    onboardedAt: hasGoneLive ? minutesBefore(now, (appliedDays - liveAfterDays) * minutesPerDay) : null,
    createdAt: minutesBefore(now, appliedDays * minutesPerDay),
  };
}

/** What operators noted at some events. */
const notes: Readonly<Partial<Record<PartnerEvent, string>>> = {
  reject: 'The licence to lend is missing.',
  suspend: 'Complaints of customers are looked into.',
};

/** The reviews that led a partner to its state. */
export function partnerReviewsOf({ now }: SeedWorld, number: number, story: Story) {
  const events: readonly PartnerEvent[] = story[3];
  return events.map((event, index): typeof partnerReviews.$inferInsert => {
    const at = minutesBefore(now, (appliedDaysOf(number) - (eventDays[index] ?? 0)) * minutesPerDay);
    return {
      id: seedUuid(at, 'partner review', number, index),
      partnerId: castUuid(number),
      reviewer: castId('opr', 1),
      fromStatus: partnerMachine.follow(events.slice(0, index)),
      toStatus: partnerMachine.follow(events.slice(0, index + 1)),
      allowedScopes: event === 'approve' ? givenScopesOf(number, story) : null,
      note: notes[event] ?? null,
      createdAt: at,
    };
  });
}

/** Who holds how much of which partner since when; the group holds more than half of the logistics arm (AT-23-1). */
export const stakeList: readonly (typeof stakes.$inferInsert)[] = (
  [
    [7, group, '51.00', '2023-03-01'],
    [7, 6, '12.50', '2024-07-15'],
    [6, group, '18.40', '2022-11-11'],
    [9, group, '100.00', '2021-05-20'],
    [5, group, '9.99', '2025-01-01'],
  ] as const
).map(([partner, holder, percent, since]) => ({
  partnerId: castUuid(partner),
  holderId: castUuid(holder),
  percent,
  since,
}));
