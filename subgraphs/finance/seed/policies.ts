import { joinedDaysOf } from '@ecosystem/kit/demo-contacts';
import { cast, hasPayment, orderTotalOf, ownsVehicle, paymentStatusOf } from '@ecosystem/kit/demo-facts';
import { patientsOf } from '@ecosystem/kit/demo-health';
import { countOrders, orderUuid, placedAtOf } from '@ecosystem/kit/demo-orders';
import { largest } from '@ecosystem/kit/money';
import { castUuid, dayAfter, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { policies } from '../src/db/tables.ts';
import { addDays } from '../src/domain/days.ts';
import { computeTermEnd, type PolicyEvent, type PolicyKind, policyMachine } from '../src/domain/policy.ts';
import type { Price } from '../src/domain/pricing.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { isActive, odd } from './people.ts';
import { type Insured, priceOf } from './pricing.ts';
import { lifeYears, productCodes, returnFreightDays } from './products.ts';

type PolicyInsert = typeof policies.$inferInsert;

/** A policy of the demo world with what the rows beside it follow from. */
export interface PolicyStory {
  readonly row: PolicyInsert & { readonly createdAt: Date };
  readonly insured: Insured;
  readonly price: Price;
  readonly events: readonly PolicyEvent[];
  /** The days without cover because an instalment was overdue. */
  readonly lapse: { readonly fromOn: string; readonly toOn: string | null } | null;
}

/** What a story says of one policy; the rest follows. */
interface Outline {
  readonly insured: Insured;
  readonly events: readonly PolicyEvent[];
  /** The first day of cover. */
  readonly effectiveOn: string;
  readonly order?: number;
}

/** The policies of a customer, in the order in which they were bound. */
export function policiesOf(customer: number): PolicyStory[] {
  if (!isActive(customer)) return [];
  const outlines = [...carOf(customer), ...familyOf(customer), ...lifeOf(customer), ...freightOf(customer)];
  return outlines.flatMap((outline, index) => tellPolicy(customer, index, outline) ?? []);
}

/** From the purchase of a policy to its first day, with some days to spare. */
const daysAhead = 40;
const daysPerYear = 366;

const carHistories: readonly (readonly PolicyEvent[])[] = [
  ['begin'],
  ['begin'],
  ['begin'],
  ['begin'],
  ['begin'],
  ['begin'],
  ['begin', 'expire'],
  ['begin', 'cancel'],
  ['cancel'],
  [],
];

/** The policy of the customer's vehicle; @liwei drives without one. */
function carOf(customer: number): Outline[] {
  const drawn = draw('auto-policy', customer);
  const isNamed = customer === cast.zhangmin;
  if (!ownsVehicle(customer) || customer === cast.liwei || !(isNamed || drawn.chance('insured', 0.9))) return [];
  const age = isNamed ? 120 : drawn.integer('age', 20, 320);
  const history = drawn.pick('history', carHistories);
  const isTooOld = history.includes('expire') && joinedDaysOf(customer) < age + daysPerYear + 2 * daysAhead;
  const events = isNamed || isTooOld ? (['begin'] as const) : history;
  const days = !events.includes('begin') ? 1 + (age % 30) : events.includes('expire') ? -age - 370 : -age;
  const without = isNamed || drawn.chance('full', 0.5) ? [] : ['GLASS'];
  return [{ insured: { kind: 'AUTO', customer, without }, events, effectiveOn: dayAfter(seedNow, days) }];
}

function familyOf(customer: number): Outline[] {
  if (patientsOf(customer).length === 0) return [];
  const drawn = draw('health-policy', customer);
  const insured: Insured = { kind: 'HEALTH', customer };
  const outlines: Outline[] = [];
  if (customer === odd.leapDay) outlines.push({ insured, events: ['begin', 'expire'], effectiveOn: '2024-02-29' });
  const isNamed = customer === cast.wangfang || customer === cast.liwei || customer === odd.claimant;
  if (isNamed || drawn.chance('insured', healthShare)) {
    const days = customer === odd.claimant ? 350 : isNamed ? 200 : drawn.integer('age', 5, 350);
    outlines.push({ insured, events: ['begin'], effectiveOn: dayAfter(seedNow, -days) });
  }
  return outlines;
}

// Shares of customers with each product, set so that contracts come to 2.95 a customer (AT-5-1, published).
const healthShare = 0.68;
const lifeShare = 0.4;
const freightShare = 0.4;

/** How the lives of customers are insured, with the days since the last anniversary that fit to each. */
const lifeHistories: readonly (readonly [events: readonly PolicyEvent[], least: number, most: number])[] = [
  ...Array.from({ length: 7 }, () => [['begin'], 1, 360] as const),
  [['begin', 'lapse'], 40, 80],
  [['begin', 'lapse', 'reinstate'], 100, 300],
  [['begin', 'lapse', 'cancel'], 130, 300],
];

/** One life, paid year by year; who did not pay an anniversary lapsed. */
function lifeOf(customer: number): Outline[] {
  const drawn = draw('life-policy', customer);
  const isNamed = customer === cast.liwei;
  if (!isNamed && !drawn.chance('insured', lifeShare)) return [];
  const [events, least, most] = isNamed ? ([['begin'], 100, 100] as const) : drawn.pick('history', lifeHistories);
  const age = drawn.integer('age', least, most);
  // Nobody is insured before joining.
  const years = Math.min(
    drawn.integer('years', 1, 3),
    Math.floor((joinedDaysOf(customer) - age - daysAhead) / daysPerYear),
  );
  const anniversary = dayAfter(seedNow, -age);
  const insured: Insured = {
    kind: 'LIFE',
    customer,
    sumAssuredMinor: BigInt(drawn.integer('sum', 3, 20)) * 100_000_00n,
  };
  return [{ insured, events: years > 0 ? events : ['begin'], effectiveOn: computeTermEnd(anniversary, -years) }];
}

/** The return of an order; the policy of an order that lies behind is over. */
function freightOf(customer: number): Outline[] {
  const drawn = draw('freight-policy', customer);
  if (customer !== cast.liwei && !drawn.chance('insured', freightShare)) return [];
  const isOver = countOrders(customer) > firstOldOrder && (customer === cast.liwei || drawn.chance('over', 0.4));
  const order = isOver ? firstOldOrder : drawn.integer('order', 1, 5);
  if (!isOver && (!hasPayment(customer, order) || paymentStatusOf(customer, order) !== 'CAPTURED')) return [];
  const insured: Insured = { kind: 'RETURN_FREIGHT', customer, orderTotalMinor: orderTotalOf(customer, order) };
  const effectiveOn = dayAfter(placedAtOf(customer, order), 1);
  return [{ insured, events: isOver ? ['begin', 'expire'] : ['begin'], effectiveOn, order }];
}

/** The first order that is older than the cover of its return. */
const firstOldOrder = 10;
/** From the day on which an instalment is due to the first without cover. */
const daysToLapse = 31;
const daysToReinstate = 10;
const daysToCancel = 61;

function lapseOf(insured: Insured, events: readonly PolicyEvent[], effectiveOn: string): PolicyStory['lapse'] {
  if (insured.kind !== 'LIFE' || !events.includes('lapse')) return null;
  const fromOn = addDays(lastAnniversaryOf(effectiveOn), daysToLapse);
  if (events.includes('reinstate')) return { fromOn, toOn: addDays(fromOn, daysToReinstate) };
  return { fromOn, toOn: events.includes('cancel') ? addDays(fromOn, daysToCancel) : null };
}

/** The last day on which a yearly instalment was due. */
export function lastAnniversaryOf(effectiveOn: string): string {
  const today = dayAfter(seedNow, 0);
  const days = Array.from({ length: lifeYears }, (_, year) => computeTermEnd(effectiveOn, year));
  return days.findLast((day) => day <= today) ?? effectiveOn;
}

/** After how many days of cover those cancel who do. */
const daysToRegret = 15;

function tellPolicy(
  customer: number,
  index: number,
  { insured, events, effectiveOn, order }: Outline,
): PolicyStory | null {
  const { kind } = insured;
  const midnight = new Date(`${effectiveOn}T00:00:00+08:00`);
  // Bought a month before the first day of cover, return freight with its order, and what begins later a day ago at the latest.
  const isAhead = midnight > seedNow;
  const createdAt =
    order === undefined
      ? minutesBefore(isAhead ? seedNow : midnight, (isAhead ? 1 : 31) * minutesPerDay)
      : minutesBefore(placedAtOf(customer, order), -1);
  const price = priceOf(insured, createdAt);
  if (!price) return null;
  const lapse = lapseOf(insured, events, effectiveOn);
  const expiresOn = expiresOnOf(kind, effectiveOn);
  const row = {
    customerId: castUuid(customer),
    id: kind === 'AUTO' ? castUuid(customer) : seedUuid(createdAt, 'policy', customer, index),
    kind,
    policyNumber: `${productCodes[kind].slice(0, 3)}${effectiveOn.replaceAll('-', '')}${String(customer).padStart(5, '0')}${index}`,
    status: policyMachine.follow(events),
    product: productCodes[kind],
    premiumMinor: price.premiumMinor,
    currency: homeCurrency,
    effectiveOn,
    expiresOn,
    autoRenews: kind === 'AUTO' || kind === 'HEALTH',
    vehicleId: kind === 'AUTO' ? castUuid(customer) : null,
    sumAssuredMinor: insured.sumAssuredMinor ?? null,
    deductibleLeftMinor: kind === 'HEALTH' ? sharedDeductibleOf(price) : null,
    orderId: order === undefined ? null : orderUuid(customer, order),
    quoteId: seedUuid(createdAt, 'quote', customer, index),
    paymentId: seedUuid(createdAt, 'premium', customer, index),
    cancelledOn: events.includes('cancel')
      ? (lapse?.toOn ?? (events.includes('begin') ? addDays(effectiveOn, daysToRegret) : dayAfter(seedNow, 0)))
      : null,
    createdAt,
  } satisfies PolicyInsert;
  return { row, insured, price, events, lapse };
}

/** The most that a family pays itself in a term, whatever the coverage. */
const sharedDeductibleOf = ({ coverages }: Price): bigint =>
  coverages.reduce((most, { deductibleMinor }) => largest(most, deductibleMinor), 0n);

function expiresOnOf(kind: PolicyKind, effectiveOn: string): string {
  if (kind === 'RETURN_FREIGHT') return addDays(effectiveOn, returnFreightDays);
  return computeTermEnd(effectiveOn, kind === 'LIFE' ? lifeYears : 1);
}
