import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld } from '@ecosystem/kit/world';
import type { miniPrograms, miniProgramVersions, partners } from '../src/db/tables.ts';
import { miniProgramMachine } from '../src/domain/mini-program.ts';
import { partnerMachine } from '../src/domain/partner.ts';
import { scopesAskedBy } from './asks.ts';

type PartnerEvent = EventOf<typeof partnerMachine>;
const wentLive: readonly PartnerEvent[] = ['startReview', 'approve', 'goLive'];

/** Invented partners, by number: 1 to 8 are live, the others show the other states. */
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
] as const satisfies readonly (readonly [string, string, string, readonly PartnerEvent[]])[];

export function partnerRow(
  { now }: SeedWorld,
  number: number,
  [name, kind, industry, events]: (typeof partnerList)[number],
): typeof partners.$inferInsert {
  const appliedDays = draw('partner', number).integer('applied', 1_500, 2_500);
  const hasGoneLive = events.some((event) => event === 'goLive');
  return {
    id: castUuid(number),
    name,
    kind,
    industry,
    status: partnerMachine.follow(events),
    allowedScopes: scopesAskedBy(number),
    onboardedAt: hasGoneLive ? minutesBefore(now, (appliedDays - 60) * minutesPerDay) : null,
    createdAt: minutesBefore(now, appliedDays * minutesPerDay),
  };
}

type ProgramEvent = EventOf<typeof miniProgramMachine>;
const released: readonly ProgramEvent[] = ['goLive'];

/** Invented mini programs, by number, with the number of their partner; each category has one that is live (AT-24-1). */
export const programList = [
  ['Quick Ride', 'MOBILITY', 1, released],
  ['Clinic Desk', 'HEALTH', 2, released],
  ['Trip Planner', 'TRAVEL', 3, released],
  ['Class Pass', 'EDUCATION', 4, released],
  ['Wallet Coach', 'FINANCE', 5, released],
  ['Daily Market', 'RETAIL', 6, released],
  ['Noodle Table', 'FOOD', 6, released],
  ['Parcel Tracker', 'RETAIL', 7, released],
  ['City Hall', 'CITY', 8, released],
  ['Word Tiles', 'GAME', 4, released],
  ['Parking Finder', 'MOBILITY', 1, released],
  ['Pharmacy Near Me', 'HEALTH', 2, released],
  ['Bicycle Day Pass', 'MOBILITY', 1, ['goLive', 'takeOffline']],
  ['Savings Jar', 'FINANCE', 5, released],
  ['公交时刻', 'CITY', 8, released],
  ['Group Lunch', 'FOOD', 6, released],
  ['Rail Seats', 'TRAVEL', 3, released],
  ['Puzzle Garden', 'GAME', 9, ['goLive', 'suspend']],
  ['Cover Compare', 'FINANCE', 10, []],
  ['Lantern Walk', 'TRAVEL', 11, ['goLive', 'suspend', 'takeOffline']],
] as const satisfies readonly (readonly [string, string, number, readonly ProgramEvent[]])[];

/** Two programs are used equally often, so that a list needs its second sort key. */
const equallyUsed = [11, 12];

export function programRow(
  { now }: SeedWorld,
  number: number,
  [name, category, partner, events]: (typeof programList)[number],
): typeof miniPrograms.$inferInsert {
  const drawn = draw('program', number);
  const status = miniProgramMachine.follow(events);
  const useCount = equallyUsed.includes(number) ? 31_415 : drawn.integer('used', 900, 250_000);
  return {
    id: castUuid(number),
    name,
    category,
    partnerId: castUuid(partner),
    status,
    useCount: status === 'LIVE' ? useCount : 0,
    createdAt: minutesBefore(now, drawn.integer('registered', 500, 1_300) * minutesPerDay),
  };
}

/** The live version of each mini program that is or was live. */
export function versionsOf(
  number: number,
  [, , partner, events]: (typeof programList)[number],
): (typeof miniProgramVersions.$inferInsert)[] {
  if (events.length === 0) return [];
  const id = castUuid(number);
  return [
    { id, version: '1.0.0', status: 'LIVE', declaredScopes: scopesAskedBy(partner, number), rolloutPercent: 100 },
  ];
}
