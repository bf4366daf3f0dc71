import { type Database, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { BatchQuery } from '@ecosystem/kit/loaders';
import { sql } from 'drizzle-orm';
import { knownThreadMembers } from './tables.ts';

/** A customer in a chat, or not. */
export interface Membership {
  readonly threadId: Uuid;
  readonly customerId: Uuid;
}

const keyOf = ({ threadId, customerId }: Membership): string => `${threadId} ${customerId}`;

const selectMembers = statement<{ threads: readonly Uuid[]; customers: readonly Uuid[] }, Membership>(
  'finance.thread_members',
  (pool) =>
    pool
      .select({ threadId: knownThreadMembers.threadId, customerId: knownThreadMembers.customerId })
      .from(knownThreadMembers)
      .where(
        sql`(${knownThreadMembers.threadId}, ${knownThreadMembers.customerId}) in (
          select * from unnest(${sql.placeholder('threads')}::uuid[], ${sql.placeholder('customers')}::uuid[]))`,
      ),
);

/** Whether customers are in chats. */
export const memberships: BatchQuery<Membership, boolean> = {
  keyOf,
  async fetch(database: Database, keys) {
    const members = await selectMembers(database, {
      threads: keys.map(({ threadId }) => threadId),
      customers: keys.map(({ customerId }) => customerId),
    });
    const found = new Set(members.map(keyOf));
    return keys.map((key) => found.has(keyOf(key)));
  },
};
