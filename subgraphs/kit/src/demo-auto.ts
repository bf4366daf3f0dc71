import { cast, ownsVehicle } from './demo-facts.ts';
import type { Uuid } from './ids.ts';
import { castUuid, type Draw, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from './world.ts';

// What auto keeps of the demo world and finance must know: cars have prices, rides and fines are paid.

const models = [
  { make: 'BYD', model: 'Han', powertrain: 'BEV', priceMinor: 219_800_00n },
  { make: 'NIO', model: 'ET5', powertrain: 'BEV', priceMinor: 298_000_00n },
  { make: 'Geely', model: 'Xingrui', powertrain: 'ICE', priceMinor: 129_700_00n },
  { make: 'Volkswagen', model: 'Lavida', powertrain: 'ICE', priceMinor: 109_900_00n },
  { make: 'Li', model: 'L7', powertrain: 'PHEV', priceMinor: 319_800_00n },
  { make: 'Toyota', model: 'Corolla', powertrain: 'HEV', priceMinor: 139_800_00n },
] as const;

const kilometresPerYear = 13_000;

/** A car of the demo world; amounts in fen. */
export interface DemoVehicle {
  readonly id: Uuid;
  readonly make: string;
  readonly model: string;
  readonly powertrain: 'ICE' | 'HEV' | 'PHEV' | 'BEV';
  readonly years: number;
  readonly modelYear: number;
  readonly mileageKm: number;
  readonly marketValueMinor: bigint;
}

/** The vehicle of a customer, which has the customer's number; null for most. */
export function vehicleOf(customer: number): DemoVehicle | null {
  if (!ownsVehicle(customer)) return null;
  const drawn = draw('vehicle', customer);
  // @liwei drives a battery car whose inspection is due.
  const { priceMinor, ...model } = customer === cast.liwei ? models[0] : drawn.pick('model', models);
  const years = customer === cast.liwei ? 2 : drawn.integer('years', 1, 9);
  return {
    id: castUuid(customer),
    ...model,
    years,
    modelYear: seedNow.getUTCFullYear() - years,
    mileageKm: years * kilometresPerYear + drawn.integer('mileage', 0, 999),
    marketValueMinor: (priceMinor * BigInt(100 - years * 9)) / 100n,
  };
}

/** What happened to a ride, in the words of auto. */
export type RideStep =
  | 'accept'
  | 'arrive'
  | 'start'
  | 'finish'
  | 'pay'
  | 'cancelAsPassenger'
  | 'cancelAsDriver'
  | 'findNoDriver';
const paidRide: readonly RideStep[] = ['accept', 'arrive', 'start', 'finish', 'pay'];

/** How rides end, with the published shares: 7 % cancelled by passengers, 3 % by drivers, 1.5 % without a driver. */
function rideSteps(drawn: Draw): readonly RideStep[] {
  const unit = drawn.unit('end');
  if (unit < 0.07) return ['accept', 'cancelAsPassenger'];
  if (unit < 0.1) return ['accept', 'cancelAsDriver'];
  if (unit < 0.115) return ['findNoDriver'];
  return paidRide;
}

/** A ride of the demo world; amounts in fen. */
export interface DemoRide {
  readonly id: Uuid;
  readonly steps: readonly RideStep[];
  readonly estimateMinor: bigint;
  /** Null for a ride that was not finished. */
  readonly fareMinor: bigint | null;
  readonly distanceM: number;
  readonly durationS: number;
  readonly requestedAt: Date;
  readonly completedAt: Date | null;
}

/** The rides of a customer, the newest first. */
export function ridesOf(customer: number): DemoRide[] {
  // Published: 30 % of customers take 90 % of the rides.
  const rider = draw('rider', customer);
  const isCast = customer === cast.liwei || customer === cast.zhaolei;
  const count =
    customer === cast.erased
      ? 0
      : isCast
        ? 12
        : rider.chance('often', 0.3)
          ? rider.integer('count', 15, 40)
          : rider.integer('count', 0, 3);
  return Array.from({ length: count }, (_, index) => {
    const drawn = draw('ride', customer, index);
    // @ride, the newest of @zhaolei, was paid by wallet.
    const isNamed = customer === cast.zhaolei && index === 0;
    const steps = isNamed ? paidRide : rideSteps(drawn);
    const isFinished = steps.includes('finish');
    const requestedAt = minutesBefore(
      seedNow,
      180 + index * 9 * minutesPerDay + drawn.integer('minute', 0, minutesPerDay),
    );
    const distanceM = drawn.integer('distance', 1_500, 28_000);
    const durationS = Math.round(distanceM / 6.5);
    const estimateMinor = isNamed ? 38_50n : BigInt(800 + Math.round(distanceM * 0.22));
    const fareMinor = isNamed ? 41_20n : (estimateMinor / 10n) * 10n;
    return {
      id: isNamed ? castUuid(1) : seedUuid(requestedAt, 'ride', customer, index),
      steps,
      estimateMinor,
      fareMinor: isFinished ? fareMinor : null,
      distanceM,
      durationS,
      requestedAt,
      completedAt: isFinished ? minutesBefore(requestedAt, -durationS / 60) : null,
    };
  });
}

const violations = [
  { violationCode: '1344', description: 'Driving against a no-entry sign', amountMinor: 200_00n, points: 1 },
  { violationCode: '1039', description: 'Parking where it is forbidden', amountMinor: 150_00n, points: 0 },
  { violationCode: '1625', description: 'Passing a red light', amountMinor: 200_00n, points: 6 },
  { violationCode: '1352', description: 'Driving 10 to 20 % above the limit', amountMinor: 50_00n, points: 0 },
] as const;

/** What happened to a fine, in the words of auto. */
export type FineStep = 'confirm' | 'pay' | 'expire' | 'appeal' | 'revoke' | 'uphold';

const fineHistories: readonly (readonly FineStep[])[] = [
  ['confirm', 'pay'],
  ['confirm'],
  [],
  ['expire'],
  ['appeal'],
  ['appeal', 'revoke'],
  ['appeal', 'uphold'],
];

/** The GB/T 2260 code of the city that fines: all plates of the demo world are of Shenzhen. */
export const finingCity = '440300';

/** A traffic fine of the demo world; amounts in fen. */
export interface DemoFine {
  readonly id: Uuid;
  readonly steps: readonly FineStep[];
  readonly occurredAt: Date;
  /** How many days ago it happened, less the hours of that day. */
  readonly days: number;
  readonly violationCode: string;
  readonly description: string;
  readonly amountMinor: bigint;
  readonly points: number;
}

/** The fines of a customer who has a vehicle. */
export function finesOf(customer: number): DemoFine[] {
  if (!ownsVehicle(customer)) return [];
  const driver = draw('driver', customer);
  const count =
    customer === cast.liuyang
      ? fineHistories.length
      : customer === cast.liwei
        ? 2
        : driver.chance('fined', 0.4)
          ? 1
          : 0;
  return Array.from({ length: count }, (_, index) => {
    const drawn = draw('fine', customer, index);
    // @liuyang has a fine in each state, @liwei one that waits and one that is late.
    const steps = fineHistories[customer === cast.liwei ? index + 2 : index % fineHistories.length] ?? [];
    const days = steps.includes('expire') ? 25 : 3 + index * 2;
    const occurredAt = minutesBefore(seedNow, days * minutesPerDay + drawn.integer('minute', 0, 600));
    return {
      id: seedUuid(occurredAt, 'fine', customer, index),
      steps,
      occurredAt,
      days,
      ...drawn.pick('violation', violations),
    };
  });
}
