import { cast, hasPayment, newcomer, paidOrders, paymentStatusOf, paymentTime } from './demo-facts.ts';
import { yuanShops } from './demo-merchants.ts';
import type { Uuid } from './ids.ts';
import {
  castUuid,
  circleOf,
  demoCustomers,
  draw,
  minutesBefore,
  minutesPerDay,
  type SeedWorld,
  seedNow,
  seedUuid,
} from './world.ts';

// Orders and teams of the demo world: commerce shows them, finance keeps the money.

/** The customer with the longest list of orders. */
const regular = 9;
/** The payment is created 2 seconds after the order is placed. */
const minutesToPayment = 1 / 30;

/** Published: 12 orders a customer and year; at least the ten that have a payment. */
export function countOrders(customer: number): number {
  if (customer === newcomer) return 0;
  if (customer === cast.erased) return 2;
  if (customer === cast.liwei) return 12;
  if (customer === regular) return 32;
  return draw('buyer', customer).integer('orders', paidOrders, 14);
}

/** When an order was placed; order 0 is the newest. Those without a payment lie behind those with one. */
export function placedAtOf(customer: number, order: number): Date {
  if (hasPayment(customer, order)) return minutesBefore(paymentTime(order), minutesToPayment);
  const drawn = draw('order', customer, order);
  return minutesBefore(
    seedNow,
    (paidOrders + 2 + order * 8) * minutesPerDay + drawn.integer('minute', 0, minutesPerDay),
  );
}

/** The id of a customer's order. */
export function orderUuid(customer: number, order: number): Uuid {
  return seedUuid(placedAtOf(customer, order), 'order', customer, order);
}

/** What happened to an order, in the words of commerce. */
export type OrderStep =
  | 'pay'
  | 'prepare'
  | 'awaitTeam'
  | 'formTeam'
  | 'shipPart'
  | 'shipAll'
  | 'deliver'
  | 'confirm'
  | 'refund'
  | 'cancel'
  | 'expire';

/** What happened to an order, and the team for which it was placed. */
export function orderStepsOf(customer: number, order: number, team: DemoTeam | null): readonly OrderStep[] {
  const drawn = draw('order', customer, order);
  if (!hasPayment(customer, order)) return [drawn.chance('cancelled', 0.5) ? 'cancel' : 'expire'];
  const paymentStatus = paymentStatusOf(customer, order);
  if (paymentStatus === 'CREATED') return [];
  if (team && !team.isFormed) return ['pay', 'awaitTeam'];
  const ready: OrderStep[] = team ? ['pay', 'awaitTeam', 'formTeam'] : ['pay', 'prepare'];
  const steps = [...ready, ...deliveryOf(order, drawn.chance('parcels', 0.3))];
  return paymentStatus === 'REFUNDED' ? [...steps.filter((step) => step !== 'confirm'), 'refund'] : steps;
}

/** How far an order has come that was placed as many days ago as it has newer ones. */
function deliveryOf(order: number, isSplit: boolean): readonly OrderStep[] {
  if (order === 0) return [];
  if (order === 1) return isSplit ? ['shipPart'] : ['shipAll'];
  const shipped: OrderStep[] = isSplit ? ['shipPart', 'shipAll'] : ['shipAll'];
  if (order === 2) return shipped;
  return order === 3 ? [...shipped, 'deliver'] : [...shipped, 'deliver', 'confirm'];
}

/** The number of the shop from which an order was bought. */
export function shopOf(customer: number, order: number, team: DemoTeam | null): number {
  return team ? team.campaign.merchant : draw('order', customer, order).pick('merchant', yuanShops);
}

/** A place in a team, taken with the customer's order of this number; order 0 is the newest. */
export interface DemoSeat {
  readonly customer: number;
  readonly order: number;
}

/** What a team buys together, by the numbers of merchant and product. */
export interface DemoCampaign {
  readonly merchant: number;
  readonly product: number;
  readonly teamSize: number;
}

/** A team of the demo world; its leader has the first seat. */
export interface DemoTeam {
  readonly id: Uuid;
  readonly campaign: DemoCampaign;
  readonly seats: readonly DemoSeat[];
  readonly isFormed: boolean;
  readonly openedAt: Date;
}

/** The noodle house sells for three, the orchard for two and for five. */
export const demoCampaigns = {
  noodles: { merchant: 1, product: 1, teamSize: 3 },
  mandarins: { merchant: 6, product: 51, teamSize: 2 },
  apples: { merchant: 6, product: 52, teamSize: 5 },
} as const satisfies Record<string, DemoCampaign>;
const { noodles, mandarins, apples } = demoCampaigns;

/**
 * All teams. Their members have paid: @chenjie leads one for noodles with a place left, which @liwei has joined, two others
 * look for members, and the rest were formed days ago. No seat shares an order with another.
 */
export function planTeams({ customers }: SeedWorld): DemoTeam[] {
  return [...Map.groupBy(customers, circleOf)].flatMap(([circle, members]) => planCircle(circle, members));
}

/** The team for which an order was placed, to be asked many times. */
export function indexTeams(teams: readonly DemoTeam[]): (customer: number, order: number) => DemoTeam | null {
  const bySeat = new Map(
    teams.flatMap((team) => team.seats.map(({ customer, order }) => [`${customer}/${order}`, team] as const)),
  );
  return (customer, order) => bySeat.get(`${customer}/${order}`) ?? null;
}

/** Numbers of teams and leaders of one circle never reach those of the next. */
const teamsPerCircle = 1_000;

function planCircle(circle: number, customers: readonly number[]): DemoTeam[] {
  const buyers = customers.filter((customer) => customer !== cast.erased && customer !== newcomer);
  const open: readonly Omit<DemoTeam, 'id' | 'openedAt'>[] = [
    {
      campaign: noodles,
      seats: [
        { customer: cast.chenjie, order: 1 },
        { customer: cast.liwei, order: 0 },
      ],
      isFormed: false,
    },
    { campaign: mandarins, seats: [{ customer: cast.zhangmin, order: 1 }], isFormed: false },
    {
      campaign: apples,
      seats: [
        { customer: cast.zhaolei, order: 1 },
        { customer: cast.sunli, order: 0 },
      ],
      isFormed: false,
    },
  ];
  const possible = open.filter(({ seats }) => seats.every(({ customer }) => customers.includes(customer)));
  const firstBuyers = 12;
  const formed = [...formTeams(circle, buyers, 5), ...formTeams(circle, buyers.slice(0, firstBuyers), 8)];
  return [...possible, ...formed].map((team, index) => {
    const leader = team.seats[0];
    if (!leader) throw new Error('A team has a leader.');
    // The leader pays a minute after the payment was created.
    const openedAt = minutesBefore(paymentTime(leader.order), -1);
    const number = circle * teamsPerCircle + index;
    const id = number === 0 ? castUuid(1) : seedUuid(openedAt, 'team', number);
    return { ...team, id, openedAt };
  });
}

/** Teams of neighbours, full: leaders with their order of this number, members with the one after it. */
function formTeams(
  circle: number,
  buyers: readonly number[],
  leaderOrder: number,
): Omit<DemoTeam, 'id' | 'openedAt'>[] {
  const teams: Omit<DemoTeam, 'id' | 'openedAt'>[] = [];
  let from = 0;
  for (;;) {
    // Sizes 2, 3 and 5 as 60, 30 and 10 %.
    const unit = draw('team-size', leaderOrder, circle * demoCustomers + from).unit('size');
    const campaign = unit < 0.6 ? mandarins : unit < 0.9 ? noodles : apples;
    const members = buyers.slice(from, from + campaign.teamSize);
    if (members.length < campaign.teamSize) return teams;
    const seats = members.map((customer, index) => ({
      customer,
      order: index === 0 ? leaderOrder : leaderOrder - 1,
    }));
    teams.push({ campaign, seats, isFormed: true });
    from += campaign.teamSize;
  }
}
