import type { ConsentDuration, ConsentScope } from '../src/domain/consent.ts';

/** What a partner asks for, by the numbers of the partner and of its mini program; days for a consent for a time. */
export interface Ask {
  readonly partner: number;
  readonly program: number | null;
  readonly duration: ConsentDuration;
  readonly ttlDays: number | null;
  readonly purpose: string;
  readonly scopes: readonly ConsentScope[];
}

type AskTuple = readonly [
  partner: number,
  program: number | null,
  days: number | 'ONE_TIME' | 'PERSISTENT',
  purpose: string,
  scopes: readonly ConsentScope[],
];

const list: readonly AskTuple[] = [
  [
    2,
    2,
    7,
    'Show the doctor how active you are and what you take',
    ['PROFILE_BASIC', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS'],
  ],
  [1, 1, 30, 'Suggest where you are picked up', ['PROFILE_BASIC', 'TRIPS_READ', 'VEHICLES_READ']],
  [5, 5, 90, 'Check an offer of a loan', ['PROFILE_BASIC', 'POLICIES_READ', 'WALLET_BAND']],
  [6, 6, 180, 'Help with your orders', ['PROFILE_BASIC', 'ORDERS_READ']],
  [5, null, 'PERSISTENT', 'Show offers that suit you', ['OFFERS_PERSONALISED']],
  [3, 3, 180, 'Call you when a trip changes', ['PROFILE_BASIC', 'CONTACT_PHONE']],
  [4, 4, 'PERSISTENT', 'Greet you by name in class', ['PROFILE_BASIC']],
  [7, 8, 'ONE_TIME', 'Deliver one parcel', ['ADDRESS_READ']],
  [8, 9, 180, 'Remind you of inspections', ['VEHICLES_READ']],
  [2, 12, 'ONE_TIME', 'Fill one prescription', ['HEALTH_PRESCRIPTIONS']],
  [2, null, 365, 'Let health shape your offers', ['HEALTH_OFFERS']],
  [1, 11, 'ONE_TIME', 'Find a parking space near you', ['LOCATION_COARSE']],
];

/** What partners ask for, each for one purpose. */
export const asks: readonly Ask[] = list.map(([partner, program, days, purpose, scopes]) => ({
  partner,
  program,
  duration: typeof days === 'number' ? 'TIME_BOUND' : days,
  ttlDays: typeof days === 'number' ? days : null,
  purpose,
  scopes,
}));

/** All that a partner of the demo world asks for, in any mini program or in this one. What it asks for in none, each of them may ask for. */
export function scopesAskedBy(partner: number, program: number | null = null): ConsentScope[] {
  const asked = asks.filter(
    (ask) => ask.partner === partner && (program === null || ask.program === null || ask.program === program),
  );
  return [...new Set(asked.flatMap(({ scopes }) => scopes))];
}
