import { inArray, lte, sql } from 'drizzle-orm';
import { idempotencyKeys } from './common-tables.ts';
import type { DueWork } from './jobs.ts';

const everyMs = 600_000;
/** Keys that one statement deletes, so that none locks many rows for long. */
const keysAtOnce = 1_000;
/** The work is one for all keys, whose names are no UUIDs; NIL of RFC 9562. */
const all = '00000000-0000-0000-0000-000000000000';

/** Deletes the answers of requests whose keys have expired; keys of money never do. For every subgraph that has commands. */
export const forgetKeys: DueWork = {
  name: 'forget-keys',
  everyMs,
  async findDue({ read }, at) {
    const found = await read
      .select({ key: idempotencyKeys.key })
      .from(idempotencyKeys)
      .where(lte(idempotencyKeys.expiresAt, at))
      .limit(1);
    return found.map(() => ({ customerId: all, id: all }));
  },
  async run(_, { clock, database: { write } }) {
    const at = clock.now();
    let deleted: number;
    do {
      const expired = write
        .select({ place: sql`${idempotencyKeys}.ctid` })
        .from(idempotencyKeys)
        .where(lte(idempotencyKeys.expiresAt, at))
        .limit(keysAtOnce)
        .for('update', { skipLocked: true });
      const rows = await write
        .delete(idempotencyKeys)
        .where(inArray(sql`${idempotencyKeys}.ctid`, expired))
        .returning({ key: idempotencyKeys.key });
      deleted = rows.length;
    } while (deleted === keysAtOnce);
  },
};
