import { cast, newcomer } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import {
  castUuid,
  type Draw,
  draw,
  minutesBefore,
  minutesPerDay,
  type SeedWorld,
  seedUuid,
} from '@ecosystem/kit/world';
import type { consents } from '../src/db/tables.ts';
import {
  type ConsentDuration,
  type ConsentScope,
  computeConsentEnd,
  computeRequestEnd,
  consentMachine,
  isSensitive,
} from '../src/domain/consent.ts';

const minutesPerHour = 60;

type Ask = readonly [
  partner: number,
  program: number | null,
  duration: ConsentDuration,
  purpose: string,
  scopes: readonly ConsentScope[],
];

/** What partners ask for, each for one purpose. */
const asks: readonly Ask[] = [
  [2, 2, 'TIME_BOUND', 'Show the doctor how active you are', ['PROFILE_BASIC', 'HEALTH_SUMMARY']],
  [1, 1, 'TIME_BOUND', 'Suggest where you are picked up', ['PROFILE_BASIC', 'TRIPS_READ']],
  [5, 5, 'TIME_BOUND', 'Check an offer of a loan', ['PROFILE_BASIC', 'POLICIES_READ', 'WALLET_BAND']],
  [6, 6, 'TIME_BOUND', 'Help with your orders', ['ORDERS_READ', 'CONTACT_PHONE']],
  [5, null, 'PERSISTENT', 'Show offers that suit you', ['OFFERS_PERSONALISED']],
  [3, 3, 'TIME_BOUND', 'Call you when a trip changes', ['PROFILE_BASIC', 'CONTACT_PHONE']],
  [4, 4, 'PERSISTENT', 'Greet you by name in class', ['PROFILE_BASIC']],
  [7, 8, 'ONE_TIME', 'Deliver one parcel', ['ADDRESS_READ']],
  [8, 9, 'TIME_BOUND', 'Remind you of inspections', ['VEHICLES_READ']],
  [2, 12, 'ONE_TIME', 'Fill one prescription', ['HEALTH_PRESCRIPTIONS']],
  [2, null, 'TIME_BOUND', 'Let health shape your offers', ['HEALTH_OFFERS']],
  [1, 11, 'ONE_TIME', 'Find a parking space near you', ['LOCATION_COARSE']],
];

type ConsentEvent = EventOf<typeof consentMachine>;

const authorised: readonly ConsentEvent[] = ['authorise'];
const revoked: readonly ConsentEvent[] = ['authorise', 'revoke'];

/** Consents of the cast by the place of the ask. */
const told: Readonly<Record<number, readonly (readonly [ask: number, events: readonly ConsentEvent[]])[]>> = {
  [cast.liwei]: [
    [5, []],
    [0, authorised],
    [1, authorised],
    [2, authorised],
    [3, authorised],
    [4, authorised],
    [7, ['authorise', 'consume']],
    [8, ['reject']],
  ],
  [cast.sunli]: [
    [3, revoked],
    [2, revoked],
    [0, revoked],
    [6, revoked],
  ],
  [cast.erased]: [
    [6, revoked],
    [3, ['authorise', 'expire']],
  ],
  [newcomer]: [],
};

/** How a consent went on, with the published-like shares of section 11: 12 % revoked, 20 % expired. */
function drawEvents(drawn: Draw, duration: ConsentDuration): readonly ConsentEvent[] {
  const unit = drawn.unit('history');
  if (unit < 0.12) return revoked;
  if (unit < 0.32) return duration === 'TIME_BOUND' ? ['authorise', 'expire'] : ['expire'];
  if (unit < 0.4) return ['reject'];
  if (unit < 0.45) return [];
  return duration === 'ONE_TIME' && drawn.chance('used', 0.7) ? ['authorise', 'consume'] : authorised;
}

function historiesOf(customer: number): readonly (readonly [ask: number, events: readonly ConsentEvent[]])[] {
  const drawnAsks = asks.flatMap(([, , duration], ask) => {
    const drawn = draw('consent', customer, ask);
    return drawn.chance('asked', 0.15) ? [[ask, drawEvents(drawn, duration)] as const] : [];
  });
  return told[customer] ?? drawnAsks;
}

/** The consents of a customer. */
export function consentsOf({ now }: SeedWorld, customer: number): (typeof consents.$inferInsert)[] {
  return historiesOf(customer).flatMap(([place, events]) => {
    const ask = asks[place];
    if (!ask) return [];
    const [partner, program, duration, purpose, requested] = ask;
    const drawn = draw('consent', customer, place);
    const status = consentMachine.follow(events);
    const isGranted = events.includes('authorise');
    const scopes = isGranted ? grantedScopes(drawn, requested) : [];
    const lifeMinutes = isGranted ? computeLifeMinutes(duration, scopes) : null;
    const ageMinutes = drawAge(drawn, status, lifeMinutes);
    const activeMinutes = Math.min(ageMinutes, lifeMinutes ?? ageMinutes);
    const createdAt = minutesBefore(now, ageMinutes);
    const grantedAt = isGranted ? minutesBefore(createdAt, -drawn.integer('answer', 1, 40)) : null;
    const expiresAt = grantedAt ? computeConsentEnd(duration, scopes, grantedAt) : computeRequestEnd(createdAt);
    const useCount =
      status === 'CONSUMED' ? 1 : isGranted && duration !== 'ONE_TIME' ? drawn.integer('uses', 0, 30) : 0;
    return [
      {
        customerId: castUuid(customer),
        id: seedUuid(createdAt, 'consent', customer, place),
        partnerId: castUuid(partner),
        miniProgramId: program === null ? null : castUuid(program),
        status,
        requested: [...requested],
        scopes,
        separateFor: scopes.filter(isSensitive),
        purpose,
        duration,
        grantedAt,
        expiresAt,
        revokedAt: status === 'REVOKED' ? minutesBefore(createdAt, -0.9 * activeMinutes) : null,
        policyVersion: '2026-03',
        lastUsedAt: useCount > 0 ? minutesBefore(createdAt, -0.7 * activeMinutes) : null,
        useCount,
        createdAt,
      },
    ];
  });
}

/** Some customers grant only the first of the scopes. */
function grantedScopes(drawn: Draw, requested: readonly ConsentScope[]): ConsentScope[] {
  return requested.length > 1 && drawn.chance('partly', 0.2) ? requested.slice(0, 1) : [...requested];
}

/** How long such a consent lives, in minutes; null if time does not end it. */
function computeLifeMinutes(duration: ConsentDuration, scopes: readonly ConsentScope[]): number | null {
  const start = new Date(0);
  const end = computeConsentEnd(duration, scopes, start);
  return end && end.getTime() / 60_000;
}

/** How long ago the partner asked, in minutes, so that the state fits to the time that has passed. */
function drawAge(drawn: Draw, status: (typeof consentMachine.states)[number], lifeMinutes: number | null): number {
  if (status === 'AWAITING_AUTHORISATION') return drawn.integer('age', 30, 20 * minutesPerHour);
  if (status === 'EXPIRED') return (lifeMinutes ?? minutesPerDay) + drawn.integer('age', 1, 60) * minutesPerDay;
  const mostMinutes = Math.min(lifeMinutes ?? Number.POSITIVE_INFINITY, 300 * minutesPerDay);
  return drawn.integer('age', minutesPerDay, mostMinutes - minutesPerDay);
}
