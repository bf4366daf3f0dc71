import { inbox } from './common-tables.ts';
import type { Pool } from './database.ts';
import type { Uuid } from './ids.ts';

/** An event as one of its consumers receives it. */
export interface Receipt {
  readonly customerId: Uuid;
  readonly consumer: string;
  readonly eventId: Uuid;
}

/**
 * Notes an event in the transaction of what it changes.
 * @returns false if the consumer has received it before; then there is nothing to do. A repeat that comes at the same moment waits
 * until the first is committed or rolled back.
 */
export async function receiveOnce(transaction: Pool, receipt: Receipt, at: Date): Promise<boolean> {
  const noted = await transaction
    .insert(inbox)
    .values({ ...receipt, receivedAt: at, createdAt: at, updatedAt: at })
    .onConflictDoNothing()
    .returning({ eventId: inbox.eventId });
  return noted.length > 0;
}
