import { statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { BatchQuery } from '@ecosystem/kit/loaders';
import { desc, sql } from 'drizzle-orm';
import { patients, prescriptions } from './tables.ts';

export type PartnerPrescriptionRow = Pick<typeof prescriptions.$inferSelect, 'atcCode' | 'daysSupply' | 'validUntil'>;

/** Whose prescriptions, and when. */
export interface ActivePrescriptionsKey {
  readonly customerId: Uuid;
  readonly at: Date;
}

/** The most prescriptions that a partner sees of a customer; the contract's own bound. */
const activeShownMax = 20;

const selectActive = statement<Record<string, unknown>, PartnerPrescriptionRow & { list: number }>(
  'health.active_prescriptions',
  (pool) => {
    const active = pool
      .select({
        id: prescriptions.id,
        authoredAt: prescriptions.authoredAt,
        atcCode: prescriptions.atcCode,
        daysSupply: prescriptions.daysSupply,
        validUntil: prescriptions.validUntil,
      })
      .from(patients)
      .innerJoin(
        prescriptions,
        sql`${prescriptions.customerId} = ${patients.customerId} and ${prescriptions.patientId} = ${patients.id}`,
      )
      // A customer consents for herself: whom she cares for is nobody's business.
      .where(
        sql`${patients.customerId} = asked.customer_id and ${patients.relationship} = 'SELF'
          and ${prescriptions.status} = 'ACTIVE' and ${prescriptions.validUntil} > asked.at::timestamptz`,
      )
      .orderBy(desc(prescriptions.authoredAt), desc(prescriptions.id))
      .limit(activeShownMax)
      .as('active');
    return pool
      .select({
        list: sql<number>`asked.position::int`,
        atcCode: active.atcCode,
        daysSupply: active.daysSupply,
        validUntil: active.validUntil,
      })
      .from(
        sql`unnest(${sql.placeholder('customers')}::uuid[], ${sql.placeholder('instants')}::text[])
          with ordinality as asked(customer_id, at, position)`,
      )
      .crossJoinLateral(active)
      .orderBy(sql`asked.position`, desc(active.authoredAt), desc(active.id));
  },
);

/** The customers' own prescriptions that can be filled at a time, newest first; at most 20 of each. */
export const activePrescriptionsByCustomer: BatchQuery<ActivePrescriptionsKey, PartnerPrescriptionRow[]> = {
  keyOf: ({ customerId, at }) => `${customerId} ${at.toISOString()}`,
  async fetch(database, keys) {
    const rows = await selectActive(database, {
      customers: keys.map(({ customerId }) => customerId),
      instants: keys.map(({ at }) => at.toISOString()),
    });
    const lists = Map.groupBy(rows, ({ list }) => list);
    return keys.map((_, index) => lists.get(index + 1) ?? []);
  },
};
