import type { RowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { asc, desc, sql } from 'drizzle-orm';
import { memberships } from './tables.ts';

export type MembershipRow = RowOf<typeof memberships>;

/** The membership of customers: the active one, or else the newest. */
export const membershipsByCustomer = oneBy(
  statement('health.memberships_by_customer', (pool) =>
    pool
      .selectDistinctOn([memberships.customerId])
      .from(memberships)
      .where(anyOf(memberships.customerId, 'keys'))
      .orderBy(asc(memberships.customerId), sql`${memberships.status} <> 'ACTIVE'`, desc(memberships.id)),
  ),
  (row) => row.customerId,
);
