import type { EventOf } from '@ecosystem/kit/transitions';
import { castId, castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld } from '@ecosystem/kit/world';
import type { miniPrograms, miniProgramVersions } from '../src/db/tables.ts';
import type { ConsentScope } from '../src/domain/consent.ts';
import { miniProgramMachine } from '../src/domain/mini-program.ts';
import { reviewedStates, versionMachine } from '../src/domain/mini-program-version.ts';

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

const registeredDaysOf = (number: number) => draw('program', number).integer('registered', 500, 1_300);

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
    createdAt: minutesBefore(now, registeredDaysOf(number) * minutesPerDay),
  };
}

type VersionEvent = EventOf<typeof versionMachine>;
type VersionStory = readonly [number: string, events: readonly VersionEvent[], rolloutPercent?: number];

const wentToAll: readonly VersionEvent[] = ['submit', 'approve', 'release', 'finish'];
const replaced: readonly VersionEvent[] = [...wentToAll, 'supersede'];
const oneVersion: readonly VersionStory[] = [['1.0.0', wentToAll]];

/** The versions of mini programs that have not just one, the oldest first. */
const versionStories: Readonly<Record<number, readonly VersionStory[]>> = {
  1: [
    ['1.0.0', replaced],
    ['1.1.0', wentToAll],
  ],
  2: [...oneVersion, ['1.1.0', ['submit', 'reject']]],
  3: [...oneVersion, ['1.1.0', ['submit', 'approve']]],
  5: [...oneVersion, ['1.1.0-beta.1', ['submit', 'approve', 'release'], 20]],
  6: [
    ['1.0.0', replaced],
    ['1.0.1', replaced],
    ['2.0.0', wentToAll],
  ],
  7: [...oneVersion, ['1.1.0', ['submit', 'withdraw']]],
  11: [...oneVersion, ['1.1.0', ['submit']]],
  17: [...oneVersion, ['1.1.0', ['submit', 'delay']]],
  19: [['0.1.0', []]],
};

/** What the versions of each mini program may ask for; those that are not named, for the profile alone. */
const declaredScopes: Readonly<Record<number, readonly ConsentScope[]>> = {
  1: ['PROFILE_BASIC', 'CONTACT_PHONE', 'TRIPS_READ', 'VEHICLES_READ'],
  2: ['PROFILE_BASIC', 'CONTACT_PHONE', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS', 'HEALTH_OFFERS'],
  3: ['PROFILE_BASIC', 'CONTACT_PHONE'],
  5: [
    'PROFILE_BASIC',
    'CONTACT_PHONE',
    'WALLET_BAND',
    'POLICIES_READ',
    'HEALTH_PRESCRIPTIONS',
    'VEHICLES_READ',
    'ORDERS_READ',
  ],
  6: ['PROFILE_BASIC', 'CONTACT_PHONE', 'ORDERS_READ'],
  7: ['PROFILE_BASIC', 'ORDERS_READ'],
  8: ['CONTACT_PHONE', 'ADDRESS_READ'],
  9: ['PROFILE_BASIC', 'VEHICLES_READ'],
  11: ['VEHICLES_READ', 'LOCATION_COARSE'],
  12: ['HEALTH_PRESCRIPTIONS'],
  14: ['PROFILE_BASIC', 'OFFERS_PERSONALISED'],
  15: [],
  17: ['PROFILE_BASIC', 'CONTACT_PHONE'],
};

/** A version that is not yet over was sent to review so many days ago. */
const submittedDays = 5;
/** Others were sent some time after the mini program was registered, one after the other. */
const daysBetween = 150;
const reviewDays = 2;

/** The versions of a mini program. */
export function versionsOf({ now }: SeedWorld, program: number): (typeof miniProgramVersions.$inferInsert)[] {
  return (versionStories[program] ?? oneVersion).map(([number, events, rolloutPercent], index) => {
    const status = versionMachine.follow(events);
    const isOver = status === 'LIVE' || status === 'SUPERSEDED';
    const ageDays = isOver ? registeredDaysOf(program) - index * daysBetween - 1 : submittedDays;
    const createdAt = minutesBefore(now, ageDays * minutesPerDay);
    const isReviewed = reviewedStates.some((state) => state === status);
    return {
      miniProgramId: castUuid(program),
      number,
      status,
      declaredScopes: [...(declaredScopes[program] ?? ['PROFILE_BASIC'])],
      submittedAt: status === 'DRAFT' ? null : createdAt,
      reviewedAt: isReviewed ? minutesBefore(createdAt, -reviewDays * minutesPerDay) : null,
      reviewedBy: isReviewed ? castId('opr', 1) : null,
      rejectionReason: status === 'REJECTED' ? 'The page of the doctor does not open.' : null,
      rolloutPercent: rolloutPercent ?? (status === 'LIVE' ? 100 : 0),
      createdAt,
    };
  });
}
