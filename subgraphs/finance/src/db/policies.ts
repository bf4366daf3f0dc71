import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { among, pagesBy } from '@ecosystem/kit/pages';
import { policies } from './tables.ts';

export type PolicyRow = RowOf<typeof policies>;

// The database checks that each kind has its own columns and no others.
export type AutoPolicyRow = PolicyRow & { readonly kind: 'AUTO'; readonly vehicleId: string };
export type HealthPolicyRow = PolicyRow & { readonly kind: 'HEALTH'; readonly deductibleLeftMinor: bigint };
export type LifePolicyRow = PolicyRow & { readonly kind: 'LIFE'; readonly sumAssuredMinor: bigint };
export type ReturnFreightPolicyRow = PolicyRow & { readonly kind: 'RETURN_FREIGHT' };

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
