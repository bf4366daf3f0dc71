import { instant } from '@ecosystem/kit/columns';
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

/** What partners were refused before a customer was known; what concerns a customer is in the customer's own access log. */
export const partnerRefusals = pgTable(
  'partner_refusals',
  {
    partnerId: text('partner_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    id: uuid('id').notNull(),
    code: text('code').notNull(),
    /** The id or the hash that was sent, or null for a text that is nobody's. */
    documentId: text('document_id'),
    operationName: text('operation_name'),
    /** The partner's own name for the customer, as it was sent. */
    subjectId: text('subject_id'),
    requestId: text('request_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.partnerId, table.occurredAt, table.id] }),
    index('partner_refusals_latest').on(table.occurredAt),
  ],
);
