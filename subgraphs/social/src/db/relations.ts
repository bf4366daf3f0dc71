import { statement } from '@ecosystem/kit/database';
import { splitId, type Uuid } from '@ecosystem/kit/ids';
import type { BatchQuery } from '@ecosystem/kit/loaders';
import { sql } from 'drizzle-orm';
import type { Relation } from '../domain/visibility.ts';
import { contacts, customerAssignments } from './tables.ts';

/** Whom the question is about: who looks (the subject of the caller, a global id), and at which customer. */
interface RelationKey {
  readonly viewer: string;
  readonly customerId: Uuid;
}

const selectRelations = statement('social.relations_by_pair', (pool) => {
  const pairs = sql`unnest(
      ${sql.placeholder('viewers')}::text[], ${sql.placeholder('viewerIds')}::uuid[], ${sql.placeholder('customerIds')}::uuid[]
    ) with ordinality as pair(viewer, viewer_id, customer_id, position)`;
  return pool
    .select({
      isAssigned: sql<boolean>`exists (select from ${customerAssignments} where
          ${customerAssignments.customerId} = pair.customer_id and ${customerAssignments.staffId} = pair.viewer)`,
      isContact: sql<boolean>`exists (select from ${contacts} where ${contacts.customerId} = pair.viewer_id
          and ${contacts.contactId} = pair.customer_id and ${contacts.status} = 'ACCEPTED')`,
    })
    .from(pairs)
    .orderBy(sql`pair.position`);
});

/** What viewers are to customers, other than themselves. */
export const relationsByPair: BatchQuery<RelationKey, Omit<Relation, 'isSelf'>> = {
  keyOf: ({ viewer, customerId }) => `${viewer} ${customerId}`,
  fetch(database, keys) {
    const viewers = keys.map(({ viewer }) => splitId(viewer));
    return selectRelations(database, {
      viewers: keys.map(({ viewer }) => viewer),
      // Only customers have contacts.
      viewerIds: viewers.map((parts) => (parts?.prefix === 'cus' ? parts.uuid : null)),
      customerIds: keys.map(({ customerId }) => customerId),
    });
  },
};
