import { cast } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, type Draw, draw, minutesBefore, minutesPerDay, seedNow } from '@ecosystem/kit/world';
import type { claimMachine } from '../src/domain/claim.ts';
import { odd } from './people.ts';
import type { PolicyStory } from './policies.ts';

export type ClaimEvent = EventOf<typeof claimMachine>;

/** What happened to a claim of the demo world; amounts in fen. */
export interface ClaimStory {
  readonly lossAt: Date;
  readonly cause: string;
  readonly description: string;
  readonly coverageCode: string;
  readonly claimedMinor: bigint;
  readonly events: readonly ClaimEvent[];
  /** The number of the workshop that is paid in the holder's stead. */
  readonly workshop?: number;
  readonly accidentId?: string;
}

const decided: readonly ClaimEvent[] = ['triage', 'investigate', 'approve'];
const paid: readonly ClaimEvent[] = [...decided, 'pay', 'settle'];
const closed: readonly ClaimEvent[] = [...paid, 'close'];
const inPart: readonly ClaimEvent[] = ['triage', 'investigate', 'approvePart', 'pay', 'settle', 'close'];

/** One claim in each state, the oldest first. */
const allHistories: readonly (readonly ClaimEvent[])[] = [
  closed,
  inPart,
  ['triage', 'investigate', 'reject'],
  [...closed, 'reopen'],
  ['triage', 'investigate', 'withdraw'],
  ['triage', 'investigate', 'approvePart'],
  [...decided, 'pay', 'failPayout'],
  [...decided, 'pay'],
  decided,
  paid,
  ['triage', 'investigate'],
  ['triage'],
  [],
];
const daysBetweenHistories = 25;

/** The claims under a policy, the oldest first. */
export function claimStoriesOf(customer: number, policy: PolicyStory): ClaimStory[] {
  const { kind, effectiveOn } = policy.row;
  const drawn = draw('claim', customer, kind === 'AUTO' ? 0 : 1);
  if (policy.row.status !== 'IN_FORCE') return [];
  const firstAt = new Date(`${effectiveOn}T10:00:00+08:00`);
  const daysOfCover = Math.floor((seedNow.getTime() - firstAt.getTime()) / (minutesPerDay * 60_000));
  if (kind === 'AUTO') {
    if (customer === cast.zhangmin) return [accident];
    const isHit = drawn.chance('happens', (0.35 * daysOfCover) / 365);
    return isHit && daysOfCover > 1 ? [drawCarClaim(drawn, daysOfCover)] : [];
  }
  if (kind !== 'HEALTH') return [];
  if (customer === cast.wangfang) return [prescriptions];
  if (customer === odd.claimant) {
    return allHistories.map((events, index) =>
      drawIllness(drawn, events, (allHistories.length - index) * daysBetweenHistories, `history-${index}`),
    );
  }
  const isIll = daysOfCover > 1 && drawn.chance('happens', (0.5 * daysOfCover) / 365);
  if (!isIll) return [];
  const days = drawn.integer('days', 1, daysOfCover - 1);
  return [drawIllness(drawn, drawEvents(drawn, days), days, 'illness')];
}

/** @wangfang's prescriptions of 380.00 and 126.40: with 200.00 of the deductible left and a share of 20 % they give 245.12. */
const prescriptions: ClaimStory = {
  lossAt: minutesBefore(seedNow, 20 * minutesPerDay),
  cause: 'ILLNESS',
  description: 'Two prescriptions of the family doctor, 380.00 and 126.40.',
  coverageCode: 'DRUGS',
  claimedMinor: 380_00n + 126_40n,
  events: paid,
};

/** @zhangmin's accident: the repair of 8600.00 gives the workshop 7290.00, after 500.00 and a share of 10 %. */
const accident: ClaimStory = {
  lossAt: minutesBefore(seedNow, 25 * minutesPerDay),
  cause: 'COLLISION',
  description: 'A lorry did not brake in time at a crossing.',
  coverageCode: 'OD',
  claimedMinor: 8_600_00n,
  events: paid,
  workshop: 2,
  accidentId: castUuid(1),
};

/** How claims end: 4 % rejected, 6 % approved in part; young ones wait, old ones are closed. */
function drawEvents(drawn: Draw, days: number): readonly ClaimEvent[] {
  if (days < 6) return drawn.pick('young', [['triage'], ['triage', 'investigate'], decided]);
  const unit = drawn.unit('end');
  if (unit < 0.04) return ['triage', 'investigate', 'reject'];
  if (unit < 0.1) return days > daysToClose ? inPart : inPart.slice(0, -1);
  if (unit < 0.13) return ['triage', 'withdraw'];
  return days > daysToClose ? closed : paid;
}

/** Claims are closed 30 days after they were paid, which is some days after the loss. */
const daysToClose = 45;

function drawCarClaim(drawn: Draw, daysOfCover: number): ClaimStory {
  const days = drawn.integer('days', 1, daysOfCover - 1);
  const isScratch = drawn.chance('scratch', 0.3);
  return {
    lossAt: minutesBefore(seedNow, days * minutesPerDay + drawn.integer('minute', 0, 700)),
    cause: isScratch ? 'SCRATCH' : drawn.pick('cause', ['COLLISION', 'MINOR', 'HAIL']),
    description: isScratch ? 'A shopping trolley in the car park.' : 'The bumper and a headlight are broken.',
    coverageCode: 'OD',
    // Published: the median is 2,400.00.
    claimedMinor: BigInt(Math.round(2_400_00 * 4 ** (2 * drawn.unit('amount') - 1))),
    events: drawEvents(drawn, days),
    ...(drawn.chance('workshop', 0.3) && { workshop: 2 }),
  };
}

function drawIllness(drawn: Draw, events: readonly ClaimEvent[], days: number, field: string): ClaimStory {
  return {
    lossAt: minutesBefore(seedNow, days * minutesPerDay + drawn.integer(`${field}-minute`, 0, 700)),
    cause: 'ILLNESS',
    description: 'Treatment of a fever and the drugs for it.',
    coverageCode: drawn.pick(`${field}-coverage`, ['OUTPATIENT', 'DRUGS']),
    // Published: the median is 480.00.
    claimedMinor: BigInt(Math.round(480_00 * 4 ** (2 * drawn.unit(`${field}-amount`) - 1))),
    events,
  };
}
