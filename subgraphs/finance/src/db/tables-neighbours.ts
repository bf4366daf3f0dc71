import { bookkeeping, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  date,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { payableTypes } from '../domain/payment-kinds.ts';

// What finance must know of things that other subgraphs own, in copies of its own. The demo world fills them; events of the owners
// keep them once the owners write. Nothing here is shown to anybody: the API shows references, which the owner answers.

/** States of accounts, as social keeps them. */
export const accountStates = ['ACTIVE', 'FROZEN', 'CLOSING', 'ERASED'] as const;

/** Accounts of customers; one that is not here has never used money and may. */
export const knownCustomers = pgTable(
  'known_customers',
  {
    customerId: uuid('customer_id').primaryKey(),
    status: text('status', { enum: accountStates }).notNull(),
    ...bookkeeping,
  },
  (table) => [check('known_customers_status', oneOf(table.status, accountStates))],
);

/** Accepted contacts of customers, a row for each direction. */
export const knownContacts = pgTable(
  'known_contacts',
  {
    customerId: uuid('customer_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    ...bookkeeping,
  },
  (table) => [primaryKey({ columns: [table.customerId, table.contactId] })],
);

/** Who is in a chat. */
export const knownThreadMembers = pgTable(
  'known_thread_members',
  {
    threadId: uuid('thread_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    ...bookkeeping,
  },
  (table) => [primaryKey({ columns: [table.threadId, table.customerId] })],
);

/** Shops that are paid, and what is charged for it. */
export const knownMerchants = pgTable(
  'known_merchants',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    city: text('city').notNull(),
    /** ISO 18245. */
    merchantCategoryCode: char('merchant_category_code', { length: 4 }).notNull(),
    /** The merchant's number in the scheme of our payment codes. */
    schemeNumber: text('scheme_number').notNull(),
    partnerId: uuid('partner_id'),
    isLive: boolean('is_live').notNull(),
    ...bookkeeping,
  },
  (table) => [
    unique('known_merchants_scheme_number').on(table.schemeNumber),
    index('known_merchants_partner').on(table.partnerId),
  ],
);

/** Things that can be paid, except quotes, which finance owns. */
export const knownPayables = pgTable(
  'known_payables',
  {
    type: text('type', { enum: payableTypes }).notNull(),
    id: uuid('id').notNull(),
    /** Who has to pay. */
    customerId: uuid('customer_id').notNull(),
    /** The shop that is paid, or null where a city is. */
    merchantId: uuid('merchant_id'),
    /** The city that is paid, or null where a shop is. */
    cityCode: text('city_code'),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.type, table.id] }),
    index('known_payables_customer').on(table.customerId),
    check('known_payables_type', oneOf(table.type, payableTypes)),
    check('known_payables_payee', sql`(${table.merchantId} is null) <> (${table.cityCode} is null)`),
    check('known_payables_amount', sql`${table.amountMinor} >= 0`),
  ],
);

/** Vehicles, with the facts that a price needs. */
export const knownVehicles = pgTable(
  'known_vehicles',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    modelYear: integer('model_year').notNull(),
    mileageKm: integer('mileage_km').notNull(),
    powertrain: text('powertrain').$type<'ICE' | 'HEV' | 'PHEV' | 'BEV'>().notNull(),
    marketValueMinor: bigint('market_value_minor', { mode: 'bigint' }),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [primaryKey({ columns: [table.customerId, table.id] }), index('known_vehicles_id').on(table.id)],
);

/** Patients in the care of customers, with the facts that a price needs. */
export const knownPatients = pgTable(
  'known_patients',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    /** The age in bands of ten years, such as 30_TO_39. */
    ageBand: text('age_band').notNull(),
    ...bookkeeping,
  },
  (table) => [primaryKey({ columns: [table.customerId, table.id] }), index('known_patients_id').on(table.id)],
);

/** What the platform charges a merchant for a payment, by category; the row `*` is for all others. */
export const feeRules = pgTable('fee_rules', {
  code: text('code').primaryKey(),
  ratePercent: numeric('rate_percent', { precision: 5, scale: 2 }).notNull(),
  minMinor: bigint('min_minor', { mode: 'bigint' }).notNull(),
  validFrom: date('valid_from', { mode: 'string' }).notNull(),
  ...bookkeeping,
});
