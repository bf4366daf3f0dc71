import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { char, check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { consentDurations, consentMachine, consentScopes, isSensitive } from '../domain/consent.ts';
import { contactMachine } from '../domain/contact.ts';
import { customerMachine } from '../domain/customer.ts';
import { miniProgramCategories, miniProgramMachine } from '../domain/mini-program.ts';
import { industries, partnerKinds, partnerMachine } from '../domain/partner.ts';

export * from '@ecosystem/kit/common-tables';

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

/** Partners; the same for everybody. */
export const partners = pgTable(
  'partners',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    kind: text('kind', { enum: partnerKinds }).notNull(),
    industry: text('industry', { enum: industries }).notNull(),
    status: text('status', { enum: partnerMachine.states }).notNull(),
    onboardedAt: instant('onboarded_at'),
    ...bookkeeping,
  },
  (table) => [
    check('partners_kind', oneOf(table.kind, partnerKinds)),
    check('partners_industry', oneOf(table.industry, industries)),
    check('partners_status', oneOf(table.status, partnerMachine.states)),
    // Who is or was live has gone live at some time.
    check(
      'partners_onboarded',
      sql`(${table.onboardedAt} is not null) = (${oneOf(table.status, ['LIVE', 'SUSPENDED', 'TERMINATED'])})`,
    ),
  ],
);

/** Mini programs; the same for everybody. */
export const miniPrograms = pgTable(
  'mini_programs',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    category: text('category', { enum: miniProgramCategories }).notNull(),
    partnerId: uuid('partner_id')
      .notNull()
      .references(() => partners.id, { onDelete: 'restrict' }),
    status: text('status', { enum: miniProgramMachine.states }).notNull(),
    /** How often it was opened in the last 30 days. */
    useCount: integer('use_count').notNull().default(0),
    ...bookkeeping,
  },
  (table) => [
    index('mini_programs_most_used').on(table.useCount, table.id).where(sql`status = 'LIVE'`),
    check('mini_programs_category', oneOf(table.category, miniProgramCategories)),
    check('mini_programs_status', oneOf(table.status, miniProgramMachine.states)),
    check('mini_programs_use_count', sql`${table.useCount} >= 0`),
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

const scopeList = (scopes: readonly string[]) =>
  sql.raw(`array[${scopes.map((scope) => `'${scope}'`).join(', ')}]::text[]`);
const sensitiveScopes = scopeList(consentScopes.filter(isSensitive));
const otherScopes = scopeList(consentScopes.filter((scope) => !isSensitive(scope)));

/** Permissions of customers for partners. */
export const consents = pgTable(
  'consents',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    partnerId: uuid('partner_id')
      .notNull()
      .references(() => partners.id, { onDelete: 'restrict' }),
    miniProgramId: uuid('mini_program_id').references(() => miniPrograms.id, { onDelete: 'restrict' }),
    status: text('status', { enum: consentMachine.states }).notNull(),
    /** What the partner asked for. */
    requested: text('requested', { enum: consentScopes }).array().notNull(),
    /** What the customer granted; nothing before the answer. */
    scopes: text('scopes', { enum: consentScopes }).array().notNull(),
    /** The granted scopes that the customer agreed to one by one. */
    separateFor: text('separate_for', { enum: consentScopes }).array().notNull(),
    purpose: text('purpose').notNull(),
    duration: text('duration', { enum: consentDurations }).notNull(),
    grantedAt: instant('granted_at'),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    policyVersion: text('policy_version').notNull(),
    lastUsedAt: instant('last_used_at'),
    useCount: integer('use_count').notNull().default(0),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('consents_id').on(table.id),
    index('consents_latest').on(table.customerId, table.createdAt, table.id),
    check('consents_status', oneOf(table.status, consentMachine.states)),
    check('consents_duration', oneOf(table.duration, consentDurations)),
    check(
      'consents_requested',
      sql`${table.requested} <@ ${scopeList(consentScopes)} and cardinality(${table.requested}) between 1 and 16`,
    ),
    // C1: granted ⊆ requested.
    check('consents_granted', sql`${table.scopes} <@ ${table.requested}`),
    // C2: each granted scope is in separate_for or is not sensitive; nothing else is in separate_for.
    check(
      'consents_separate',
      sql`${table.scopes} <@ (${table.separateFor} || ${otherScopes}) and ${table.separateFor} <@ ${table.scopes}
        and ${table.separateFor} <@ ${sensitiveScopes}`,
    ),
    // Something is granted from the moment of granting on, and only in the states that follow it.
    check(
      'consents_granted_at',
      sql`(${table.grantedAt} is null) = (cardinality(${table.scopes}) = 0) and case
        when ${oneOf(table.status, ['AWAITING_AUTHORISATION', 'REJECTED'])} then ${table.grantedAt} is null
        when ${table.status} = 'EXPIRED' then true
        else ${table.grantedAt} is not null end`,
    ),
    // A request ends after a day, a consent for a time at its time; nothing else ends by itself.
    check(
      'consents_expires_at',
      sql`(${table.expiresAt} is not null) = (${table.grantedAt} is null or ${table.duration} = 'TIME_BOUND')
        and (${table.status} <> 'EXPIRED' or ${table.expiresAt} is not null)`,
    ),
    check('consents_revoked_at', sql`(${table.revokedAt} is not null) = (${table.status} = 'REVOKED')`),
    check('consents_use', sql`${table.useCount} >= 0 and (${table.lastUsedAt} is null) = (${table.useCount} = 0)`),
  ],
);
