import { cast, newcomer, paymentTime } from '@ecosystem/kit/demo-facts';
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
} from '@ecosystem/kit/world';
import type { customerTeams, groupCampaigns, groupMembers, groupTeams } from '../src/db/tables.ts';
import { memberMachine, teamMachine } from '../src/domain/team.ts';
import { orderUuid, placedAtOf } from './history.ts';

/** A place in a team, taken with the customer's order of this number; order 0 is the newest. */
interface Seat {
  readonly customer: number;
  readonly order: number;
}

/** A team before it is written as rows; its leader has the first seat. */
export interface Team {
  readonly id: string;
  readonly campaign: Campaign;
  readonly seats: readonly Seat[];
  readonly isFormed: boolean;
  readonly openedAt: Date;
}

interface Campaign {
  readonly merchant: number;
  readonly product: number;
  readonly teamSize: number;
}

/** The noodle house sells for three, the orchard for two and for five. */
const noodles: Campaign = { merchant: 1, product: 1, teamSize: 3 };
const mandarins: Campaign = { merchant: 6, product: 51, teamSize: 2 };
const apples: Campaign = { merchant: 6, product: 52, teamSize: 5 };

const windowHours = 72;
const campaignDays = 60;
const startsAt = minutesBefore(seedNow, campaignDays * minutesPerDay);

function campaignId({ product }: Campaign): string {
  return seedUuid(startsAt, 'group-campaign', product);
}

export const campaignRows: (typeof groupCampaigns.$inferInsert)[] = [noodles, mandarins, apples].map((campaign) => ({
  merchantId: castUuid(campaign.merchant),
  id: campaignId(campaign),
  productId: castUuid(campaign.product),
  teamSize: campaign.teamSize,
  windowHours,
  startsAt,
  endsAt: minutesBefore(seedNow, -campaignDays * minutesPerDay),
  perCustomerLimit: 5,
  createdAt: startsAt,
}));

export function merchantOfTeam({ campaign }: Team): string {
  return castUuid(campaign.merchant);
}

/**
 * All teams. Their members have paid: @chenjie leads one for noodles with a place left, which @liwei has joined, two others
 * look for members, and the rest were formed days ago. No seat shares an order with another.
 */
export function planTeams({ customers }: SeedWorld): Team[] {
  return [...Map.groupBy(customers, circleOf)].flatMap(([circle, members]) => planCircle(circle, members));
}

/** Numbers of teams and leaders of one circle never reach those of the next. */
const teamsPerCircle = 1_000;

function planCircle(circle: number, customers: readonly number[]): Team[] {
  const buyers = customers.filter((customer) => customer !== cast.erased && customer !== newcomer);
  const open: readonly Omit<Team, 'id' | 'openedAt'>[] = [
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
function formTeams(circle: number, buyers: readonly number[], leaderOrder: number): Omit<Team, 'id' | 'openedAt'>[] {
  const teams: Omit<Team, 'id' | 'openedAt'>[] = [];
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

export function teamRow({ id, campaign, seats, isFormed, openedAt }: Team): typeof groupTeams.$inferInsert {
  return {
    teamId: id,
    campaignId: campaignId(campaign),
    leaderId: castUuid(seats[0]?.customer ?? newcomer),
    size: campaign.teamSize,
    reserved: 0,
    paid: seats.length,
    status: teamMachine.follow(isFormed ? ['payAsLeader', 'form'] : ['payAsLeader']),
    openedAt,
    expiresAt: minutesBefore(openedAt, -windowHours * 60),
    createdAt: openedAt,
  };
}

/** The members of a team, as rows of the team and of the customer at once. */
export function membersOf(
  world: SeedWorld,
  { id, campaign, seats }: Team,
): (typeof groupMembers.$inferInsert & typeof customerTeams.$inferInsert)[] {
  return seats.map(({ customer, order }) => ({
    teamId: id,
    customerId: castUuid(customer),
    campaignId: campaignId(campaign),
    orderId: orderUuid(world, customer, order),
    status: memberMachine.follow(['pay']),
    joinedAt: placedAtOf(world, customer, order),
    createdAt: placedAtOf(world, customer, order),
  }));
}
