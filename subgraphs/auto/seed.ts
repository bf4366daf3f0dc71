import { finesOf, ridesOf, vehicleOf } from '@ecosystem/kit/demo-auto';
import { cast } from '@ecosystem/kit/demo-facts';
import { maskVin } from '@ecosystem/kit/masking';
import {
  castUuid,
  dayAfter,
  draw,
  minutesBefore,
  minutesPerDay,
  rowsOf,
  type SeedWorld,
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
      world.customers.flatMap((customer) => vehicleRows(world, customer)),
    ),
    rowsOf(
      rides,
      world.customers.flatMap((customer) => rideRows(customer)),
    ),
    rowsOf(
      fines,
      world.customers.flatMap((customer) => fineRows(customer)),
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

function vehicleRows({ now }: SeedWorld, customer: number): (typeof vehicles.$inferInsert)[] {
  const vehicle = vehicleOf(customer);
  if (!vehicle) return [];
  const drawn = draw('vehicle', customer);
  const { years, ...facts } = vehicle;
  return [
    {
      customerId: castUuid(customer),
      ...facts,
      // Serial numbers that begin with ZZ are given to no real vehicle.
      vinMasked: maskVin(`LZZ4AAB1${drawn.integer('check', 0, 9)}RZZ${String(100_000 + customer)}`.slice(0, 17)),
      plate: plateOf(customer),
      currency: 'CNY',
      status: vehicleMachine.follow(customer === cast.zhangmin ? ['activate', 'enterRepair'] : ['activate']),
      inspectionDueOn: dayAfter(now, customer === cast.liwei ? 12 : drawn.integer('inspection', 20, 700)),
      createdAt: minutesBefore(now, years * 365 * minutesPerDay),
    },
  ];
}

const plateOf = (customer: number): string => `粤B·D${10_000 + ((customer * 37) % 90_000)}`;

/** Every second ride or so is an express. */
const products = ['TAXI', 'EXPRESS', 'EXPRESS', 'PREMIER', 'CARPOOL'] as const;

function rideRows(customer: number): (typeof rides.$inferInsert)[] {
  return ridesOf(customer).map(({ steps, distanceM, durationS, ...ride }, index) => ({
    customerId: castUuid(customer),
    ...ride,
    status: rideMachine.follow(steps),
    product: draw('ride', customer, index).pick('product', products),
    currency: 'CNY',
    distanceM: ride.completedAt && distanceM,
    durationS: ride.completedAt && durationS,
    createdAt: ride.requestedAt,
  }));
}

const daysToPay = 15;

function fineRows(customer: number): (typeof fines.$inferInsert)[] {
  return finesOf(customer).map(({ steps, days, ...fine }) => ({
    customerId: castUuid(customer),
    ...fine,
    vehicleId: castUuid(customer),
    plate: plateOf(customer),
    surchargeMinor: computeSurcharge(fine.amountMinor, steps.includes('expire') ? days - daysToPay : 0),
    currency: 'CNY',
    dueOn: dayAfter(fine.occurredAt, daysToPay),
    status: fineMachine.follow(steps),
    createdAt: fine.occurredAt,
  }));
}
