import { bookkeeping, encrypted, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { kycLevels } from '../domain/kyc.ts';
import { loanMachine } from '../domain/loan.ts';
import { loyaltyTiers } from '../domain/loyalty.ts';
import { offerResponses } from '../domain/offer.ts';
import { riskProfiles } from '../domain/wealth.ts';
import { ledgerAccounts } from './tables-ledger.ts';

/** What customers are as investors. */
export const wealth = pgTable(
  'wealth',
  {
    customerId: uuid('customer_id').primaryKey(),
    riskProfile: text('risk_profile', { enum: riskProfiles }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [check('wealth_risk_profile', oneOf(table.riskProfile, riskProfiles))],
);

/** Investment products that customers hold. */
export const holdings = pgTable(
  'holdings',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    productCode: text('product_code').notNull(),
    name: text('name').notNull(),
    units: numeric('units', { precision: 20, scale: 4 }).notNull(),
    marketValueMinor: bigint('market_value_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('holdings_id').on(table.id),
    unique('holdings_product').on(table.customerId, table.productCode),
    check('holdings_units', sql`${table.units} > 0`),
    check('holdings_market_value', sql`${table.marketValueMinor} >= 0`),
  ],
);

/** Loans of customers from partner banks. */
export const loans = pgTable(
  'loans',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    status: text('status', { enum: loanMachine.states }).notNull(),
    principalMinor: bigint('principal_minor', { mode: 'bigint' }).notNull(),
    outstandingMinor: bigint('outstanding_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    aprPercent: numeric('apr_percent', { precision: 6, scale: 2 }).notNull(),
    nextDueOn: date('next_due_on', { mode: 'string' }),
    /** The business day on which an instalment was last collected or missed; a missed one is tried once a day. */
    triedOn: date('tried_on', { mode: 'string' }),
    lenderPartnerId: uuid('lender_partner_id').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('loans_id').on(table.id),
    index('loans_due')
      .on(table.nextDueOn)
      .where(oneOf(table.status, ['IN_REPAYMENT', 'OVERDUE'])),
    check('loans_status', oneOf(table.status, loanMachine.states)),
    check('loans_outstanding', sql`${table.outstandingMinor} between 0 and ${table.principalMinor}`),
    check('loans_next_due', sql`(${table.status} in ('IN_REPAYMENT', 'OVERDUE')) = (${table.nextDueOn} is not null)`),
  ],
);

/** The tier of customers; their points are the ledger's. */
export const loyalty = pgTable(
  'loyalty',
  {
    customerId: uuid('customer_id').primaryKey(),
    /** As of the last review; what is shown follows from the points. */
    tier: text('tier', { enum: loyaltyTiers }).notNull(),
    accountId: uuid('account_id').notNull(),
    /** A trigger lowers it when points are spent, the oldest first; a review raises it when more come near their end. */
    expiring30d: integer('expiring_30d').notNull(),
    /** When points come near their end or reach it next; null if none do. A new row is looked at first of all. */
    reviewAt: instant('review_at').default(sql`to_timestamp(0)`),
    ...bookkeeping,
  },
  (table) => [
    foreignKey({
      name: 'loyalty_account',
      columns: [table.customerId, table.accountId],
      foreignColumns: [ledgerAccounts.ownerId, ledgerAccounts.id],
    }).onDelete('restrict'),
    index('loyalty_review').on(table.reviewAt).where(sql`${table.reviewAt} is not null`),
    check('loyalty_tier', oneOf(table.tier, loyaltyTiers)),
    check('loyalty_expiring', sql`${table.expiring30d} >= 0`),
  ],
);

/** Proofs of identity. Kept masked; the full values come with the vault. */
export const kycVault = pgTable(
  'kyc_vault',
  {
    customerId: uuid('customer_id').primaryKey(),
    level: text('level', { enum: kycLevels }).notNull(),
    verifiedAt: instant('verified_at'),
    expiresOn: date('expires_on', { mode: 'string' }),
    nameEnc: encrypted('name_enc'),
    idNumberEnc: encrypted('id_number_enc'),
    nameMasked: text('name_masked').notNull(),
    idNumberMasked: text('id_number_masked').notNull(),
    ...bookkeeping,
  },
  (table) => [
    check('kyc_vault_level', oneOf(table.level, kycLevels)),
    check('kyc_vault_verified', sql`(${table.level} = 'NONE') = (${table.verifiedAt} is null)`),
  ],
);

/** Licensed agents; the same for everybody. */
export const agents = pgTable('agents', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  licenceNumber: text('licence_number').notNull(),
  ...bookkeeping,
});

/** Which agent looks after a customer. */
export const agentCustomers = pgTable(
  'agent_customers',
  {
    customerId: uuid('customer_id').primaryKey(),
    agentId: uuid('agent_id')
      .notNull()
      .references(() => agents.id, { onDelete: 'restrict' }),
    ...bookkeeping,
  },
  (table) => [index('agent_customers_agent').on(table.agentId, table.createdAt, table.customerId)],
);

/** A reason of an offer, as it is stored. */
export interface StoredOfferReason {
  readonly domain: 'FINANCE' | 'HEALTH' | 'AUTO' | 'COMMERCE' | 'SOCIAL';
  readonly code: string;
  readonly text: string;
}

/** Offers made to customers. */
export const offers = pgTable(
  'offers',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    product: text('product').notNull(),
    headline: text('headline').notNull(),
    priceMinor: bigint('price_minor', { mode: 'bigint' }),
    currency: char('currency', { length: 3 }).notNull(),
    /** How well it suits, 0 to 1. */
    score: numeric('score', { precision: 5, scale: 4 }).notNull(),
    reasons: jsonb('reasons').$type<readonly StoredOfferReason[]>().notNull(),
    isPersonalised: boolean('is_personalised').notNull(),
    quoteId: uuid('quote_id'),
    response: text('response', { enum: offerResponses }),
    respondedAt: instant('responded_at'),
    expiresAt: instant('expires_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    unique('offers_id').on(table.id),
    index('offers_open').on(table.customerId, table.expiresAt),
    check('offers_score', sql`${table.score} between 0 and 1`),
    check('offers_response', oneOf(table.response, offerResponses)),
    check('offers_responded', sql`(${table.response} is null) = (${table.respondedAt} is null)`),
  ],
);

/** The parts in which loans are paid back. */
export const loanInstalments = pgTable(
  'loan_instalments',
  {
    customerId: uuid('customer_id').notNull(),
    loanId: uuid('loan_id').notNull(),
    number: integer('number').notNull(),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    principalMinor: bigint('principal_minor', { mode: 'bigint' }).notNull(),
    interestMinor: bigint('interest_minor', { mode: 'bigint' }).notNull(),
    paidAt: instant('paid_at'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.loanId, table.number] }),
    index('loan_instalments_due').on(table.dueOn).where(sql`${table.paidAt} is null`),
    foreignKey({
      name: 'loan_instalments_of_loan',
      columns: [table.customerId, table.loanId],
      foreignColumns: [loans.customerId, loans.id],
    }).onDelete('cascade'),
    check('loan_instalments_principal', sql`${table.principalMinor} >= 0`),
    check('loan_instalments_interest', sql`${table.interestMinor} >= 0`),
  ],
);
