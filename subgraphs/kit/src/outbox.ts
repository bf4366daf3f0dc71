import { sql } from 'drizzle-orm';
import { outbox } from './common-tables.ts';
import type { Pool } from './database.ts';
import type { Uuid } from './ids.ts';

/** Where a committed event wakes the relay. */
export const outboxChannel = 'outbox';

/** What happened, to be told to others. */
export interface NewEvent {
  readonly id: Uuid;
  readonly topic: string;
  /** Events of one customer are relayed in their order. */
  readonly customerId: Uuid;
  /** JSON: ids, states and amounts; never names or other personal data. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Writes events in the transaction of the change that they tell: they are relayed if it is committed, and only then. */
export async function publish(transaction: Pool, events: readonly NewEvent[], at: Date): Promise<void> {
  if (events.length === 0) return;
  await transaction
    .insert(outbox)
    .values(
      events.map(({ id, topic, customerId, payload }) => ({
        id,
        topic,
        customerId,
        payload,
        createdAt: at,
        updatedAt: at,
      })),
    )
    // PostgreSQL sends it with the commit, once for all rows.
    .returning({ notified: sql`pg_notify(${outboxChannel}, '')` });
}
