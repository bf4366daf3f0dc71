import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { char, check, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { contactMachine } from '../domain/contact.ts';
import { customerMachine } from '../domain/customer.ts';
import { miniPrograms } from './tables-partners.ts';

/** Accounts. The phone number is kept masked; its full form comes with the vault. */
export const customers = pgTable(
  'customers',
  {
    customerId: uuid('customer_id').primaryKey(),
    displayName: text('display_name'),
    avatarUrl: text('avatar_url'),
    phoneMasked: text('phone_masked'),
    locale: text('locale').notNull(),
    cityCode: char('city_code', { length: 6 }),
    status: text('status', { enum: customerMachine.states }).notNull(),
    joinedAt: instant('joined_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    check('customers_status', oneOf(table.status, customerMachine.states)),
    check('customers_display_name', sql`char_length(${table.displayName}) between 1 and 40`),
    // A person who is forgotten leaves no name, picture, phone or city; everybody else has a name and a phone.
    check(
      'customers_erased',
      sql`case when ${table.status} = 'ERASED'
        then num_nonnulls(${table.displayName}, ${table.avatarUrl}, ${table.phoneMasked}, ${table.cityCode}) = 0
        else num_nulls(${table.displayName}, ${table.phoneMasked}) = 0 end`,
    ),
  ],
);

/** Contacts: one row for each of the two customers. */
export const contacts = pgTable(
  'contacts',
  {
    customerId: uuid('customer_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    id: uuid('id').notNull(),
    status: text('status', { enum: contactMachine.states }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.contactId] }),
    index('contacts_id').on(table.id),
    index('contacts_status').on(table.customerId, table.status),
    check('contacts_status', oneOf(table.status, contactMachine.states)),
    check('contacts_other', sql`${table.customerId} <> ${table.contactId}`),
  ],
);

/** Which staff look after which customers: agents, claim handlers, operators. A copy; finance and the operator assign. */
export const customerAssignments = pgTable(
  'customer_assignments',
  {
    customerId: uuid('customer_id').notNull(),
    /** The subject of the staff's access tokens, a global id. */
    staffId: text('staff_id').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.staffId] }),
    check('customer_assignments_staff', sql`${table.staffId} ~ '^(agt|hdl|opr)_[0-9a-z]{26}$'`),
  ],
);

/** When customers last opened which mini program. */
export const recentPrograms = pgTable(
  'recent_programs',
  {
    customerId: uuid('customer_id').notNull(),
    miniProgramId: uuid('mini_program_id')
      .notNull()
      .references(() => miniPrograms.id, { onDelete: 'restrict' }),
    openedAt: instant('opened_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.miniProgramId] }),
    index('recent_programs_latest').on(table.customerId, table.openedAt, table.miniProgramId),
  ],
);
