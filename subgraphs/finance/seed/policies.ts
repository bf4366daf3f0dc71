import { cast, ownsVehicle } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, dayAfter, draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { policies, quotes } from '../src/db/tables.ts';
import { computeTermEnd, type PolicyKind, policyMachine } from '../src/domain/policy.ts';
import { quoteMachine } from '../src/domain/quote.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { isActive, odd } from './people.ts';
import { lifeYears, productCodes, returnFreightDays } from './products.ts';

type PolicyEvent = EventOf<typeof policyMachine>;
type PolicyInsert = typeof policies.$inferInsert;

/** What a story says of one policy; the rest follows. */
interface PolicyStory {
  readonly kind: PolicyKind;
  readonly events: readonly PolicyEvent[];
  /** The first day of cover. */
  readonly effectiveOn: string;
  readonly premiumMinor: bigint;
}

/** The policies of a customer, in the order in which they were bound. */
export function policiesOf({ now }: SeedWorld, customer: number): PolicyInsert[] {
  if (!isActive(customer)) return [];
  const stories = [...autoStories(now, customer), ...otherStories(now, customer)];
  return stories.map((story, index) => policyOf(customer, index, story));
}

const carHistories: readonly (readonly PolicyEvent[])[] = [
  ['begin'],
  ['begin'],
  ['begin'],
  ['begin', 'lapse'],
  ['begin', 'cancel'],
  ['begin', 'lapse', 'reinstate'],
  [],
];

/** The policy of the customer's vehicle; @liwei drives without one. */
function autoStories(now: Date, customer: number): PolicyStory[] {
  const drawn = draw('auto-policy', customer);
  const isNamed = customer === cast.zhangmin;
  if (!ownsVehicle(customer) || customer === cast.liwei || !(isNamed || drawn.chance('insured', 0.85))) return [];
  const events = isNamed ? (['begin'] as const) : drawn.pick('history', carHistories);
  const premiumMinor = BigInt(drawn.integer('premium', 2_400, 6_800)) * 1_00n;
  return [{ kind: 'AUTO', events, effectiveOn: firstDay(now, events, drawn.integer('age', 20, 330)), premiumMinor }];
}

function otherStories(now: Date, customer: number): PolicyStory[] {
  const drawn = draw('policy', customer);
  const has = (kind: PolicyKind, probability: number) => customer === cast.liwei || drawn.chance(kind, probability);
  const stories: PolicyStory[] = [];
  const add = (kind: PolicyKind, events: readonly PolicyEvent[], effectiveOn: string, premiumMinor: bigint) =>
    stories.push({ kind, events, effectiveOn, premiumMinor });
  if (customer === odd.leapDay) add('HEALTH', ['begin', 'expire'], '2024-02-29', 860_00n);
  if (customer === cast.wangfang || has('HEALTH', 0.35)) {
    add(
      'HEALTH',
      ['begin'],
      dayAfter(now, -drawn.integer('health', 5, 350)),
      BigInt(drawn.integer('premium', 300, 1_800)) * 1_00n,
    );
  }
  if (has('LIFE', 0.25)) {
    add(
      'LIFE',
      ['begin'],
      dayAfter(now, -drawn.integer('life', 30, 1_400)),
      BigInt(drawn.integer('life-premium', 900, 4_000)) * 1_00n,
    );
  }
  if (has('RETURN_FREIGHT', 0.4)) {
    const isOver = customer === cast.liwei || drawn.chance('over', 0.7);
    const age = isOver ? drawn.integer('over-age', 31, 200) : drawn.integer('young-age', 1, 29);
    add('RETURN_FREIGHT', isOver ? ['begin', 'expire'] : ['begin'], dayAfter(now, -age), 1_20n);
  }
  return stories;
}

/** A policy that never began begins in some days. */
function firstDay(now: Date, events: readonly PolicyEvent[], daysAgo: number): string {
  return dayAfter(now, events.includes('begin') ? -daysAgo : 1 + (daysAgo % 30));
}

function policyOf(
  customer: number,
  index: number,
  { kind, events, effectiveOn, premiumMinor }: PolicyStory,
): PolicyInsert {
  const drawn = draw('policy-terms', customer, index);
  const midnight = new Date(`${effectiveOn}T00:00:00+08:00`);
  // Bought a month before the first day of cover, return freight with its order.
  const createdAt = minutesBefore(midnight, kind === 'RETURN_FREIGHT' ? 600 : 31 * minutesPerDay);
  return {
    customerId: castUuid(customer),
    id: kind === 'AUTO' ? castUuid(customer) : seedUuid(createdAt, 'policy', customer, index),
    kind,
    policyNumber: `${productCodes[kind].slice(0, 3)}${effectiveOn.replaceAll('-', '')}${String(customer).padStart(5, '0')}${index}`,
    status: policyMachine.follow(events),
    product: productCodes[kind],
    premiumMinor,
    currency: homeCurrency,
    effectiveOn,
    expiresOn:
      kind === 'RETURN_FREIGHT'
        ? dayAfter(midnight, returnFreightDays)
        : computeTermEnd(effectiveOn, kind === 'LIFE' ? lifeYears : 1),
    autoRenews: kind === 'AUTO' || kind === 'HEALTH',
    vehicleId: kind === 'AUTO' ? castUuid(customer) : null,
    sumAssuredMinor: kind === 'LIFE' ? BigInt(drawn.integer('sum', 3, 20)) * 100_000_00n : null,
    deductibleLeftMinor: kind === 'HEALTH' ? BigInt(drawn.pick('deductible', [0, 200_00, 500_00])) : null,
    orderId: kind === 'RETURN_FREIGHT' ? seedUuid(createdAt, 'policy-order', customer, index) : null,
    quoteId: seedUuid(createdAt, 'quote', customer, index),
    paymentId: seedUuid(createdAt, 'premium', customer, index),
    cancelledOn: events.includes('cancel') ? dayAfter(midnight, 15) : null,
    createdAt,
  };
}

/** The quote that each policy was bound from. */
export function quotesOf(world: SeedWorld, customer: number): (typeof quotes.$inferInsert)[] {
  return policiesOf(world, customer).map(({ customerId, quoteId, product, premiumMinor, currency, createdAt }) => ({
    customerId,
    id: quoteId,
    product,
    premiumMinor,
    currency,
    risk: { factors: [] },
    coverages: [],
    validUntil: minutesBefore(createdAt ?? world.now, -14 * minutesPerDay),
    status: quoteMachine.follow(['accept']),
    createdAt: createdAt ?? world.now,
  }));
}
