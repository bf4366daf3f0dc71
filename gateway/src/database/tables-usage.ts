import { bookkeeping, instant } from '@ecosystem/kit/columns';
import { bigint, date, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/** How often partners used which operation on which day (Asia/Shanghai). */
export const operationUsage = pgTable(
  'operation_usage',
  {
    partnerId: text('partner_id').notNull(),
    documentId: text('document_id').notNull(),
    day: date('day').notNull(),
    calls: bigint('calls', { mode: 'number' }).notNull(),
    /** Calls whose answers held errors, or were none. */
    errors: bigint('errors', { mode: 'number' }).notNull(),
    /** Cost units that were charged. */
    cost: bigint('cost', { mode: 'number' }).notNull(),
    /** How many calls took how long: one count for each bound of `latencyBoundsMs`, and one for all that took longer. */
    latencies: integer('latencies').array().notNull(),
    lastUsedAt: instant('last_used_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.partnerId, table.documentId, table.day] }),
    index('operation_usage_day').on(table.day),
  ],
);
