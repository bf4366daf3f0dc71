import { cast, newcomer } from '@ecosystem/kit/demo-facts';
import { formatId } from '@ecosystem/kit/ids';
import { demoSubjectId, demoSubjectKey, deriveSubjectId } from '@ecosystem/kit/subject-ids';
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
import { hashReceipt } from '../src/db/consent-receipts.ts';
import type { consentReceipts, consents, subjectRegistry } from '../src/db/tables.ts';
import {
  type ConsentDuration,
  type ConsentScope,
  computeConsentEnd,
  computeRequestEnd,
  consentMachine,
  currentPolicyVersion,
  isSensitive,
} from '../src/domain/consent.ts';
import { describeReceipt } from '../src/domain/consent-receipt.ts';
import { type Ask, asks, scopesAskedBy } from './asks.ts';
import { localeOf } from './customers.ts';
import { partnerList } from './partners.ts';

const minutesPerHour = 60;

type ConsentEvent = EventOf<typeof consentMachine>;

const authorised: readonly ConsentEvent[] = ['authorise'];
const revoked: readonly ConsentEvent[] = ['authorise', 'revoke'];

/** How one ask went on with one customer; the age of the request in days, or null if it is drawn. */
interface History {
  readonly place: number;
  readonly events: readonly ConsentEvent[];
  readonly ageDays: number | null;
}

const tell = (place: number, events: readonly ConsentEvent[], ageDays: number | null = null): History => ({
  place,
  events,
  ageDays,
});

/**
 * Consents of the cast by the place of the ask; all that was asked for is granted. Ages are told where one partner has several consents
 * of a customer, and the newest is the one that others count on.
 */
const told: Readonly<Record<number, readonly History[]>> = {
  [cast.liwei]: [
    tell(5, []),
    tell(0, authorised, 2),
    tell(1, authorised, 10),
    tell(2, authorised, 15),
    tell(3, authorised, 20),
    tell(4, authorised, 200),
    tell(7, ['authorise', 'consume']),
    tell(8, ['reject']),
  ],
  [cast.sunli]: [tell(3, revoked), tell(2, revoked), tell(0, revoked), tell(6, revoked)],
  [cast.erased]: [tell(6, revoked), tell(3, ['authorise', 'expire'])],
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

function historiesOf(customer: number): readonly History[] {
  const drawnAsks = asks.flatMap(({ duration }, place) => {
    const drawn = draw('consent', customer, place);
    return drawn.chance('asked', 0.15) ? [tell(place, drawEvents(drawn, duration))] : [];
  });
  return told[customer] ?? drawnAsks;
}

type ConsentInsert = typeof consents.$inferInsert & { readonly createdAt: Date };

/** What a customer has with partners: consents, the proof of each that was granted, and what the partners call the customer. */
export interface ConsentRows {
  readonly consents: ConsentInsert[];
  readonly receipts: (typeof consentReceipts.$inferInsert)[];
  readonly subjects: (typeof subjectRegistry.$inferInsert)[];
}

export function consentsOf(world: SeedWorld, customer: number): ConsentRows {
  const made = historiesOf(customer).flatMap((history) => {
    const ask = asks[history.place];
    return ask ? [{ ask, row: consentRow(world, customer, history, ask) }] : [];
  });
  const granted = made.flatMap(({ ask, row }) => (row.grantedAt ? [{ ask, row, grantedAt: row.grantedAt }] : []));
  const firstGrants = new Map(
    granted
      .toSorted((one, other) => other.grantedAt.getTime() - one.grantedAt.getTime())
      .map(({ ask, grantedAt }) => [ask.partner, grantedAt]),
  );
  return {
    consents: made.map(({ row }) => row),
    receipts: granted.map(({ ask, row, grantedAt }) => receiptRow(customer, ask, row, grantedAt)),
    subjects: [...firstGrants].map(([partner, createdAt]) => ({
      partnerId: castUuid(partner),
      subjectId: deriveSubjectId(demoSubjectKey(partner), castUuid(customer)),
      customerId: castUuid(customer),
      createdAt,
    })),
  };
}

function consentRow({ now }: SeedWorld, customer: number, history: History, ask: Ask): ConsentInsert {
  const { place, events } = history;
  const { partner, program, duration, ttlDays, purpose, scopes: requested } = ask;
  const drawn = draw('consent', customer, place);
  const status = consentMachine.follow(events);
  const isGranted = events.includes('authorise');
  const isWhole = told[customer] !== undefined;
  const scopes = isGranted ? (isWhole ? [...requested] : grantedScopes(drawn, requested)) : [];
  const lifeMinutes = isGranted && ttlDays !== null ? ttlDays * minutesPerDay : null;
  const ageMinutes = history.ageDays === null ? drawAge(drawn, status, lifeMinutes) : history.ageDays * minutesPerDay;
  const activeMinutes = Math.min(ageMinutes, lifeMinutes ?? ageMinutes);
  const createdAt = minutesBefore(now, ageMinutes);
  const grantedAt = isGranted ? minutesBefore(createdAt, -drawn.integer('answer', 1, 40)) : null;
  const expiresAt = grantedAt ? computeConsentEnd(ttlDays, grantedAt) : computeRequestEnd(createdAt);
  const useCount = status === 'CONSUMED' ? 1 : isGranted && duration !== 'ONE_TIME' ? drawn.integer('uses', 0, 30) : 0;
  return {
    customerId: castUuid(customer),
    id: seedUuid(createdAt, 'consent', customer, place),
    partnerId: castUuid(partner),
    miniProgramId: program === null ? null : castUuid(program),
    status,
    requested: [...requested],
    askable: scopesAskedBy(partner, program),
    scopes,
    separateFor: scopes.filter(isSensitive),
    purpose,
    duration,
    ttlDays,
    grantedAt,
    expiresAt,
    revokedAt: status === 'REVOKED' ? minutesBefore(createdAt, -0.9 * activeMinutes) : null,
    policyVersion: currentPolicyVersion,
    lastUsedAt: useCount > 0 ? minutesBefore(createdAt, -0.7 * activeMinutes) : null,
    useCount,
    createdAt,
  };
}

function receiptRow(
  customer: number,
  { partner, program, purpose }: Ask,
  consent: ConsentInsert,
  grantedAt: Date,
): typeof consentReceipts.$inferInsert {
  const id = seedUuid(grantedAt, 'receipt', customer, partner, program ?? 0, consent.scopes.length);
  const body = describeReceipt({
    receiptId: formatId('rcp', id),
    consentId: formatId('cns', consent.id),
    subjectId: demoSubjectId(partner, customer),
    partnerId: formatId('par', consent.partnerId),
    partnerName: partnerList[partner - 1]?.[0] ?? '',
    miniProgramId: consent.miniProgramId ? formatId('app', consent.miniProgramId) : null,
    purpose,
    scopes: consent.scopes,
    policyVersion: consent.policyVersion,
    language: localeOf(customer),
    requestedAt: consent.createdAt,
    grantedAt,
    expiresAt: consent.expiresAt ?? null,
  });
  const { customerId, id: consentId } = consent;
  return { customerId, consentId, id, body, sha256: hashReceipt(body), issuedAt: grantedAt, createdAt: grantedAt };
}

/** Some customers grant only the first of the scopes. */
function grantedScopes(drawn: Draw, requested: readonly ConsentScope[]): ConsentScope[] {
  return requested.length > 1 && drawn.chance('partly', 0.2) ? requested.slice(0, 1) : [...requested];
}

/** How long ago the partner asked, in minutes, so that the state fits to the time that has passed. */
function drawAge(drawn: Draw, status: (typeof consentMachine.states)[number], lifeMinutes: number | null): number {
  if (status === 'AWAITING_AUTHORISATION') return drawn.integer('age', 30, 20 * minutesPerHour);
  if (status === 'EXPIRED') return (lifeMinutes ?? minutesPerDay) + drawn.integer('age', 1, 60) * minutesPerDay;
  const mostMinutes = Math.min(lifeMinutes ?? Number.POSITIVE_INFINITY, 300 * minutesPerDay);
  return drawn.integer('age', minutesPerDay, mostMinutes - minutesPerDay);
}
