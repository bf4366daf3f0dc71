import { joinedDaysOf } from '@ecosystem/kit/demo-contacts';
import { agentOf, cast, newcomer } from '@ecosystem/kit/demo-facts';
import { castUuid, draw, minutesBefore, minutesPerDay, seedNow } from '@ecosystem/kit/world';
import type { agentCustomers, agents, kycVault } from '../src/db/tables.ts';

/** Customers whose rows are odd on purpose, beside the cast. */
export const odd = { leapDay: 10, frozen: 20, claimant: 9 } as const;

/** Whether the customer has ever done anything with money, and still may. */
export function isActive(customer: number): boolean {
  return customer !== cast.erased && customer !== newcomer;
}

/** When a customer's wallet was opened: within an hour of joining. */
export function openedAt(customer: number): Date {
  const minutes = draw('finance', customer).integer('opened', 1, 60);
  return minutesBefore(seedNow, joinedDaysOf(customer) * minutesPerDay - minutes);
}

/** Licences that begin with 999999 are given to no real agent. */
export const agentRows: (typeof agents.$inferInsert)[] = ['Lin Yue', 'He Ping', 'Xu Anran'].map((name, index) => ({
  id: castUuid(index + 1),
  name,
  licenceNumber: `99999900000000${String(index + 1).padStart(3, '0')}`,
}));

export function agentCustomersOf(customer: number): (typeof agentCustomers.$inferInsert)[] {
  const agent = agentOf(customer);
  return agent === null ? [] : [{ customerId: castUuid(customer), agentId: castUuid(agent) }];
}

export type KycLevel = (typeof kycVault.$inferInsert)['level'];

export function kycLevelOf(customer: number): KycLevel {
  if (!isActive(customer)) return 'NONE';
  if (customer === cast.liwei) return 'STANDARD';
  return draw('kyc', customer).pick('level', ['BASIC', 'STANDARD', 'STANDARD', 'ENHANCED']);
}
