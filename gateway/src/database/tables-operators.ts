import { instant } from '@ecosystem/kit/columns';
import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';

/** What operators did about partners, each time they tried. */
export const operatorActions = pgTable(
  'operator_actions',
  {
    id: uuid('id').primaryKey(),
    startedAt: instant('started_at').notNull(),
    /** The subject of the token. */
    operator: text('operator').notNull(),
    /** The name of the mutation. */
    action: text('action').notNull(),
    /** As it was sent; it may be nobody's. */
    partnerId: text('partner_id').notNull(),
    /** STARTED stays where the process ended before the action did. */
    outcome: text('outcome', { enum: ['STARTED', 'DONE', 'REFUSED', 'FAILED'] }).notNull(),
    /** What was asked, and the codes of what was refused; never a secret. */
    details: jsonb('details').$type<Readonly<Record<string, unknown>>>().notNull(),
  },
  (table) => [index('operator_actions_partner').on(table.partnerId, table.startedAt, table.id)],
);
