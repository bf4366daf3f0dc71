import { newcomer } from '@ecosystem/kit/demo-facts';
import { type DemoCampaign, type DemoTeam, demoCampaigns, orderUuid, placedAtOf } from '@ecosystem/kit/demo-orders';
import { castUuid, minutesBefore, minutesPerDay, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { customerTeams, groupCampaigns, groupMembers, groupTeams } from '../src/db/tables.ts';
import { memberMachine, teamMachine } from '../src/domain/team.ts';

const windowHours = 72;
const campaignDays = 60;
const startsAt = minutesBefore(seedNow, campaignDays * minutesPerDay);

function campaignId({ product }: DemoCampaign): string {
  return seedUuid(startsAt, 'group-campaign', product);
}

export const campaignRows: (typeof groupCampaigns.$inferInsert)[] = Object.values(demoCampaigns).map((campaign) => ({
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

export function teamRow({ id, campaign, seats, isFormed, openedAt }: DemoTeam): typeof groupTeams.$inferInsert {
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
export function membersOf({
  id,
  campaign,
  seats,
}: DemoTeam): (typeof groupMembers.$inferInsert & typeof customerTeams.$inferInsert)[] {
  return seats.map(({ customer, order }) => ({
    teamId: id,
    customerId: castUuid(customer),
    campaignId: campaignId(campaign),
    orderId: orderUuid(customer, order),
    status: memberMachine.follow(['pay']),
    joinedAt: placedAtOf(customer, order),
    createdAt: placedAtOf(customer, order),
  }));
}
