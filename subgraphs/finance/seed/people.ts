import { agentOf, cast, customerName, newcomer } from '@ecosystem/kit/demo-facts';
import { maskIdNumber, maskName } from '@ecosystem/kit/masking';
import { castUuid, dayAfter, draw, minutesBefore, minutesPerDay, type SeedWorld } from '@ecosystem/kit/world';
import type { agentCustomers, agents, kycVault } from '../src/db/tables.ts';
import { computeTermEnd } from '../src/domain/policy.ts';

/** Customers whose rows are odd on purpose, beside the cast. */
export const odd = { leapDay: 10, frozen: 20 } as const;

/** Whether the customer has ever done anything with money, and still may. */
export function isActive(customer: number): boolean {
  return customer !== cast.erased && customer !== newcomer;
}

export function openedAt({ now }: SeedWorld, customer: number): Date {
  return minutesBefore(now, draw('finance', customer).integer('opened', 400 * minutesPerDay, 1_500 * minutesPerDay));
}

/** Licences that begin with 999999 are given to no real agent. */
export const agentRows: (typeof agents.$inferInsert)[] = ['Lin Yue', 'He Ping', 'Xu Anran'].map((name, index) => ({
  id: castUuid(index + 1),
  name,
  licenceNumber: `99999900000000${String(index + 1).padStart(3, '0')}`,
}));

export function agentCustomersOf(_: SeedWorld, customer: number): (typeof agentCustomers.$inferInsert)[] {
  const agent = agentOf(customer);
  return agent === null ? [] : [{ customerId: castUuid(customer), agentId: castUuid(agent) }];
}

export type KycLevel = (typeof kycVault.$inferInsert)['level'];

export function kycLevelOf(customer: number): KycLevel {
  if (!isActive(customer)) return 'NONE';
  if (customer === cast.liwei) return 'STANDARD';
  return draw('kyc', customer).pick('level', ['BASIC', 'STANDARD', 'STANDARD', 'ENHANCED']);
}

export function kycOf(world: SeedWorld, customer: number): typeof kycVault.$inferInsert {
  const level = kycLevelOf(customer);
  const createdAt = openedAt(world, customer);
  const isDocumentProven = level === 'STANDARD' || level === 'ENHANCED';
  return {
    customerId: castUuid(customer),
    level,
    verifiedAt: level === 'NONE' ? null : createdAt,
    expiresOn: isDocumentProven ? computeTermEnd(dayAfter(createdAt, 0), 10) : null,
    nameMasked: maskName(customerName(customer)),
    idNumberMasked: maskIdNumber(idNumberOf(customer)),
    createdAt,
  };
}

/** An identity number of region 999999, which does not exist, with the right check character (GB 11643). */
function idNumberOf(customer: number): string {
  const drawn = draw('id-number', customer);
  const birthYear = drawn.integer('year', 1950, 2004);
  const body = `999999${birthYear}${String(drawn.integer('day', 101, 128)).padStart(4, '0')}${String(customer % 1_000).padStart(3, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return body + '10X98765432'.charAt(sum % 11);
}
