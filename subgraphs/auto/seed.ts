import { cast, ownsVehicle } from '@ecosystem/kit/demo-facts';
import { maskVin } from '@ecosystem/kit/masking';
import type { EventOf } from '@ecosystem/kit/transitions';
import {
  castUuid,
  type Draw,
  dayAfter,
  draw,
  minutesBefore,
  minutesPerDay,
  rowsOf,
  type SeedWorld,
  seedUuid,
  sharedRowsOf,
  type TableRows,
} from '@ecosystem/kit/world';
import { cities, fines, rides, vehicles } from './src/db/tables.ts';
import { computeSurcharge, fineMachine } from './src/domain/fine.ts';
import { rideMachine } from './src/domain/ride.ts';
import { vehicleMachine } from './src/domain/vehicle.ts';

/** The rows of auto in the demo world. */
export function seed(world: SeedWorld): TableRows[] {
  return [
    sharedRowsOf(cities, cityRows),
    rowsOf(
      vehicles,
      world.customers.flatMap((customer) => vehiclesOf(world, customer)),
    ),
    rowsOf(
      rides,
      world.customers.flatMap((customer) => ridesOf(world, customer)),
    ),
    rowsOf(
      fines,
      world.customers.flatMap((customer) => finesOf(world, customer)),
    ),
  ];
}

/** Cities by their GB/T 2260 code. */
const cityRows = [
  { code: '110100', name: 'Beijing' },
  { code: '310100', name: 'Shanghai' },
  { code: '330100', name: 'Hangzhou' },
  { code: '440100', name: 'Guangzhou' },
  { code: '440300', name: 'Shenzhen' },
  { code: '510100', name: 'Chengdu' },
];

const models = [
  { make: 'BYD', model: 'Han', powertrain: 'BEV', priceMinor: 219_800_00n },
  { make: 'NIO', model: 'ET5', powertrain: 'BEV', priceMinor: 298_000_00n },
  { make: 'Geely', model: 'Xingrui', powertrain: 'ICE', priceMinor: 129_700_00n },
  { make: 'Volkswagen', model: 'Lavida', powertrain: 'ICE', priceMinor: 109_900_00n },
  { make: 'Li', model: 'L7', powertrain: 'PHEV', priceMinor: 319_800_00n },
  { make: 'Toyota', model: 'Corolla', powertrain: 'HEV', priceMinor: 139_800_00n },
] as const;

const kilometresPerYear = 13_000;

function vehiclesOf({ now }: SeedWorld, customer: number): (typeof vehicles.$inferInsert)[] {
  if (!ownsVehicle(customer)) return [];
  const drawn = draw('vehicle', customer);
  // @liwei drives a battery car whose inspection is due.
  const { make, model, powertrain, priceMinor } = customer === cast.liwei ? models[0] : drawn.pick('model', models);
  const years = customer === cast.liwei ? 2 : drawn.integer('years', 1, 9);
  return [
    {
      customerId: castUuid(customer),
      id: castUuid(customer),
      // Serial numbers that begin with ZZ are given to no real vehicle.
      vinMasked: maskVin(`LZZ4AAB1${drawn.integer('check', 0, 9)}RZZ${String(100_000 + customer)}`.slice(0, 17)),
      plate: `粤B·D${10_000 + ((customer * 37) % 90_000)}`,
      make,
      model,
      modelYear: now.getUTCFullYear() - years,
      powertrain,
      mileageKm: years * kilometresPerYear + drawn.integer('mileage', 0, 999),
      marketValueMinor: (priceMinor * BigInt(100 - years * 9)) / 100n,
      currency: 'CNY',
      status: vehicleMachine.follow(customer === cast.zhangmin ? ['activate', 'enterRepair'] : ['activate']),
      inspectionDueOn: dayAfter(now, customer === cast.liwei ? 12 : drawn.integer('inspection', 20, 700)),
      createdAt: minutesBefore(now, years * 365 * minutesPerDay),
    },
  ];
}

type RideEvent = EventOf<typeof rideMachine>;
const paidRide: readonly RideEvent[] = ['accept', 'arrive', 'start', 'finish', 'pay'];

/** How rides end, with the published shares: 7 % cancelled by passengers, 3 % by drivers, 1.5 % without a driver. */
function rideEvents(drawn: Draw): readonly RideEvent[] {
  const unit = drawn.unit('end');
  if (unit < 0.07) return ['accept', 'cancelAsPassenger'];
  if (unit < 0.1) return ['accept', 'cancelAsDriver'];
  if (unit < 0.115) return ['findNoDriver'];
  return paidRide;
}

/** Every second ride or so is an express. */
const products = ['TAXI', 'EXPRESS', 'EXPRESS', 'PREMIER', 'CARPOOL'] as const;

function ridesOf({ now }: SeedWorld, customer: number): (typeof rides.$inferInsert)[] {
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
    const events = isNamed ? paidRide : rideEvents(drawn);
    const isFinished = events.includes('finish');
    const requestedAt = minutesBefore(now, 180 + index * 9 * minutesPerDay + drawn.integer('minute', 0, minutesPerDay));
    const distanceM = drawn.integer('distance', 1_500, 28_000);
    const durationS = Math.round(distanceM / 6.5);
    const estimateMinor = isNamed ? 38_50n : BigInt(800 + Math.round(distanceM * 0.22));
    const fareMinor = isNamed ? 41_20n : (estimateMinor / 10n) * 10n;
    return {
      customerId: castUuid(customer),
      id: isNamed ? castUuid(1) : seedUuid(requestedAt, 'ride', customer, index),
      status: rideMachine.follow(events),
      product: drawn.pick('product', products),
      estimateMinor,
      fareMinor: isFinished ? fareMinor : null,
      currency: 'CNY',
      distanceM: isFinished ? distanceM : null,
      durationS: isFinished ? durationS : null,
      requestedAt,
      completedAt: isFinished ? minutesBefore(requestedAt, -durationS / 60) : null,
      createdAt: requestedAt,
    };
  });
}

const violations = [
  { violationCode: '1344', description: 'Driving against a no-entry sign', amountMinor: 200_00n, points: 1 },
  { violationCode: '1039', description: 'Parking where it is forbidden', amountMinor: 150_00n, points: 0 },
  { violationCode: '1625', description: 'Passing a red light', amountMinor: 200_00n, points: 6 },
  { violationCode: '1352', description: 'Driving 10 to 20 % above the limit', amountMinor: 50_00n, points: 0 },
] as const;

const fineHistories: readonly EventOf<typeof fineMachine>[][] = [
  ['confirm', 'pay'],
  ['confirm'],
  [],
  ['expire'],
  ['appeal'],
  ['appeal', 'revoke'],
  ['appeal', 'uphold'],
];
const daysToPay = 15;

function finesOf(world: SeedWorld, customer: number): (typeof fines.$inferInsert)[] {
  const [vehicle] = vehiclesOf(world, customer);
  if (!vehicle) return [];
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
    const events = fineHistories[customer === cast.liwei ? index + 2 : index % fineHistories.length] ?? [];
    const isLate = events.includes('expire');
    const occurredAt = minutesBefore(
      world.now,
      (isLate ? 25 : 3 + index * 2) * minutesPerDay + drawn.integer('minute', 0, 600),
    );
    const { violationCode, description, amountMinor, points } = drawn.pick('violation', violations);
    const daysLate = isLate ? 25 - daysToPay : 0;
    return {
      customerId: castUuid(customer),
      id: seedUuid(occurredAt, 'fine', customer, index),
      vehicleId: vehicle.id,
      plate: vehicle.plate,
      violationCode,
      description,
      occurredAt,
      amountMinor,
      surchargeMinor: computeSurcharge(amountMinor, daysLate),
      currency: 'CNY',
      points,
      dueOn: dayAfter(occurredAt, daysToPay),
      status: fineMachine.follow(events),
      createdAt: occurredAt,
    };
  });
}
