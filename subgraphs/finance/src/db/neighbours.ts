import type { Pool } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { ContactDirectory, ThreadDirectory } from '@ecosystem/kit/neighbours';
import { and, eq, inArray, isNull, notInArray, or } from 'drizzle-orm';
import type { PayableType } from '../domain/payment-kinds.ts';
import {
  feeRules,
  knownContacts,
  knownCustomers,
  knownMerchants,
  knownPatients,
  knownPayables,
  knownThreadMembers,
  knownVehicles,
} from './tables.ts';

export type MerchantRow = typeof knownMerchants.$inferSelect;
export type PayableRow = typeof knownPayables.$inferSelect;
export type VehicleRow = typeof knownVehicles.$inferSelect;
export type PatientRow = typeof knownPatients.$inferSelect;
export type AccountStatus = (typeof knownCustomers.$inferSelect)['status'];

/** The state of a customer's account; a customer of whom nothing is known is taken for active. */
export async function findAccountStatus(pool: Pool, customerId: Uuid): Promise<AccountStatus> {
  const [found] = await pool
    .select({ status: knownCustomers.status })
    .from(knownCustomers)
    .where(eq(knownCustomers.customerId, customerId));
  return found?.status ?? 'ACTIVE';
}

/** What leaves a customer without contacts, even where word of it has not come to each of them yet. */
const departedStates: readonly AccountStatus[] = ['CLOSING', 'ERASED'];

/** Contacts and chats by finance's copies of what social knows. */
export const openDirectory = (pool: Pool): ContactDirectory & ThreadDirectory => ({
  async areContacts(customerId, contactId) {
    const found = await pool
      .select({ contactId: knownContacts.contactId })
      .from(knownContacts)
      .leftJoin(knownCustomers, eq(knownCustomers.customerId, knownContacts.contactId))
      .where(
        and(
          eq(knownContacts.customerId, customerId),
          eq(knownContacts.contactId, contactId),
          or(isNull(knownCustomers.status), notInArray(knownCustomers.status, [...departedStates])),
        ),
      );
    return found.length > 0;
  },
  async isInThread(threadId, customerId) {
    const found = await pool
      .select({ threadId: knownThreadMembers.threadId })
      .from(knownThreadMembers)
      .where(and(eq(knownThreadMembers.threadId, threadId), eq(knownThreadMembers.customerId, customerId)));
    return found.length > 0;
  },
});

export async function findMerchant(pool: Pool, id: Uuid): Promise<MerchantRow | null> {
  const [found] = await pool.select().from(knownMerchants).where(eq(knownMerchants.id, id));
  return found ?? null;
}

/** The merchant with this number in the scheme of our payment codes. */
export async function findMerchantByScheme(pool: Pool, schemeNumber: string): Promise<MerchantRow | null> {
  const [found] = await pool.select().from(knownMerchants).where(eq(knownMerchants.schemeNumber, schemeNumber));
  return found ?? null;
}

/** A thing of another subgraph that can be paid. */
export async function findPayable(pool: Pool, type: PayableType, id: Uuid): Promise<PayableRow | null> {
  const [found] = await pool
    .select()
    .from(knownPayables)
    .where(and(eq(knownPayables.type, type), eq(knownPayables.id, id)));
  return found ?? null;
}

/** A vehicle of this customer; null for one of somebody else, too. */
export async function findVehicle(pool: Pool, customerId: Uuid, id: Uuid): Promise<VehicleRow | null> {
  const [found] = await pool
    .select()
    .from(knownVehicles)
    .where(and(eq(knownVehicles.customerId, customerId), eq(knownVehicles.id, id)));
  return found ?? null;
}

/** The patients with these ids in the care of this customer. */
export function findPatients(pool: Pool, customerId: Uuid, ids: readonly Uuid[]): Promise<PatientRow[]> {
  return pool
    .select()
    .from(knownPatients)
    .where(and(eq(knownPatients.customerId, customerId), inArray(knownPatients.id, [...ids])));
}

/** The rule for all merchants whose category has none of its own. */
const generalRule = '*';

/** What the platform charges merchants of a category. */
export async function findFeeRule(
  pool: Pool,
  merchantCategoryCode: string,
): Promise<{ readonly ratePercent: string; readonly minMinor: bigint }> {
  const rows = await pool
    .select()
    .from(feeRules)
    .where(inArray(feeRules.code, [merchantCategoryCode, generalRule]));
  const rule = rows.find(({ code }) => code === merchantCategoryCode) ?? rows.find(({ code }) => code === generalRule);
  if (!rule) throw new Error('There is no fee rule for all merchants.');
  return rule;
}
