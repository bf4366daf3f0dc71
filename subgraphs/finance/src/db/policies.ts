import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { claims, coverages, policies, policyPatients } from './tables.ts';

export type PolicyRow = RowOf<typeof policies>;
export type CoverageRow = RowOf<typeof coverages>;

// The database checks that each kind has its own columns and no others.
export type AutoPolicyRow = PolicyRow & { readonly kind: 'AUTO'; readonly vehicleId: string };
export type HealthPolicyRow = PolicyRow & { readonly kind: 'HEALTH'; readonly deductibleLeftMinor: bigint };
export type LifePolicyRow = PolicyRow & { readonly kind: 'LIFE'; readonly sumAssuredMinor: bigint };
export type ReturnFreightPolicyRow = PolicyRow & { readonly kind: 'RETURN_FREIGHT'; readonly orderId: string };

/** Policies of all kinds by id. */
export const policiesById = oneBy(
  statement('finance.policies_by_id', (pool) =>
    pool.select(rowOf(policies)).from(policies).where(anyOf(policies.id, 'keys')),
  ),
  (row) => row.id,
);

/**
 * The policies of customers with the latest terms. Pages, because customers gather a policy for each order with return
 * freight: what is shown stays bounded, and a filter finds policies beyond the bound.
 */
export const policyPages = pagesBy('finance.policy_pages', policies, {
  by: policies.customerId,
  direction: 'desc',
  sort: [
    { column: policies.expiresOn, type: 'date', textOf: (row) => row.expiresOn },
    { column: policies.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: { status: among(policies.status) },
});

/** The policies of vehicles, whoever held them, the latest term first. */
export const vehiclePolicyPages = pagesBy('finance.vehicle_policy_pages', policies, {
  by: policies.vehicleId,
  direction: 'desc',
  sort: [
    { column: policies.expiresOn, type: 'date', textOf: (row) => row.expiresOn },
    { column: policies.id, type: 'uuid', textOf: (row) => row.id },
  ],
  filters: {
    holder: (value) => sql`${policies.customerId} = ${value}::uuid`,
    /** Policies of claims that wait for this handler, or were decided. */
    handler: (value) =>
      sql`exists (select from ${claims} where ${claims.customerId} = ${policies.customerId} and ${claims.policyId} = ${policies.id} and ${claims.handlerId} = ${value}::uuid)`,
  },
});

/** The most policies that are shown of one patient. */
const policiesOfPatientMax = 20;

/** The policies that insure patients, the latest term first; at most 20 of each. */
export const policiesByPatient = manyBy(
  statement('finance.policies_by_patient', (pool) => {
    const latest = pool
      .select({
        patientId: policyPatients.patientId,
        customerId: policyPatients.customerId,
        policyId: policyPatients.policyId,
        place:
          sql<number>`row_number() over (partition by ${policyPatients.patientId} order by ${policies.expiresOn} desc, ${policies.id} desc)`.as(
            'place',
          ),
      })
      .from(policyPatients)
      .innerJoin(
        policies,
        and(eq(policies.customerId, policyPatients.customerId), eq(policies.id, policyPatients.policyId)),
      )
      .where(anyOf(policyPatients.patientId, 'keys'))
      .as('latest');
    return pool
      .select({ patientId: latest.patientId, ...rowOf(policies) })
      .from(latest)
      .innerJoin(policies, and(eq(policies.customerId, latest.customerId), eq(policies.id, latest.policyId)))
      .where(sql`${latest.place} <= ${sql.raw(String(policiesOfPatientMax))}`)
      .orderBy(asc(latest.patientId), asc(latest.place));
  }),
  (row) => row.patientId,
);

/** The policy for the return freight of orders: one that was not cancelled, or else the latest. */
export const policiesByOrder = oneBy(
  statement('finance.policies_by_order', (pool) =>
    pool
      .selectDistinctOn([policies.orderId], rowOf(policies))
      .from(policies)
      .where(anyOf(policies.orderId, 'keys'))
      .orderBy(
        asc(policies.orderId),
        sql`${policies.status} = 'CANCELLED'`,
        desc(policies.expiresOn),
        desc(policies.id),
      ),
  ),
  (row) => row.orderId ?? '',
);

/** What policies cover, in the order of the codes; at most 10 of each. */
export const coveragesByPolicy = manyBy(
  statement('finance.coverages_by_policy', (pool) =>
    pool.select(rowOf(coverages)).from(coverages).where(anyOf(coverages.policyId, 'keys')).orderBy(asc(coverages.code)),
  ),
  (row) => row.policyId,
);

/** The patients whom policies insure; at most 8 of each. */
export const patientsByPolicy = manyBy(
  statement('finance.patients_by_policy', (pool) =>
    pool
      .select(rowOf(policyPatients))
      .from(policyPatients)
      .where(anyOf(policyPatients.policyId, 'keys'))
      .orderBy(asc(policyPatients.patientId)),
  ),
  (row) => row.policyId,
);
