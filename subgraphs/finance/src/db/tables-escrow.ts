import { bookkeeping } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { bigint, check, foreignKey, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { payments } from './tables-payments.ts';

/** What stops the clock of money in escrow: a row for each return of its order that is open. */
export const escrowPauses = pgTable(
  'escrow_pauses',
  {
    customerId: uuid('customer_id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    returnId: uuid('return_id').notNull(),
    /** How long the clock runs on once nothing stops it. */
    leftMs: bigint('left_ms', { mode: 'number' }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.paymentId, table.returnId] }),
    foreignKey({
      name: 'escrow_pauses_of_payment',
      columns: [table.customerId, table.paymentId],
      foreignColumns: [payments.customerId, payments.id],
    }).onDelete('restrict'),
    check('escrow_pauses_left', sql`${table.leftMs} >= 0`),
  ],
);
