import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
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
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { policyKinds, policyMachine } from '../domain/policy.ts';
import { quoteMachine } from '../domain/quote.ts';
import { payments } from './tables-payments.ts';

/** Insurance products; the same for everybody. */
export const products = pgTable(
  'products',
  {
    code: text('code').primaryKey(),
    kind: text('kind', { enum: policyKinds }).notNull(),
    name: text('name').notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    /** The length of a term: whole years, or days where it is shorter. */
    termYears: integer('term_years'),
    termDays: integer('term_days'),
    /** The least that a term, or a year of it, costs. */
    minimumPremiumMinor: bigint('minimum_premium_minor', { mode: 'bigint' }).notNull(),
    autoRenews: boolean('auto_renews').notNull(),
    ...bookkeeping,
  },
  (table) => [
    check('products_kind', oneOf(table.kind, policyKinds)),
    check('products_term', sql`(${table.termYears} is null) <> (${table.termDays} is null)`),
    check('products_minimum_premium', sql`${table.minimumPremiumMinor} > 0`),
    // A life is priced by a proof that only a request of its holder opens.
    check('products_renewal', sql`not (${table.kind} = 'LIFE' and ${table.autoRenews})`),
  ],
);

/** What a product can cover; the same for everybody. */
export const coveragePlans = pgTable(
  'coverage_plans',
  {
    productCode: text('product_code')
      .notNull()
      .references(() => products.code, { onDelete: 'restrict' }),
    code: text('code').notNull(),
    name: text('name').notNull(),
    /** The most that is paid in the term; null where it is the value of what is insured. */
    limitMinor: bigint('limit_minor', { mode: 'bigint' }),
    deductibleMinor: bigint('deductible_minor', { mode: 'bigint' }).notNull(),
    coinsurancePercent: numeric('coinsurance_percent', { precision: 5, scale: 2 }).notNull(),
    /** The premium for each million of the limit before any factor. */
    baseRatePpm: integer('base_rate_ppm').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.productCode, table.code] }),
    check('coverage_plans_limit', sql`${table.limitMinor} > 0`),
    check('coverage_plans_deductible', sql`${table.deductibleMinor} >= 0`),
    check('coverage_plans_rate', sql`${table.baseRatePpm} > 0`),
    check('coverage_plans_coinsurance', sql`${table.coinsurancePercent} between 0 and 100`),
  ],
);

/** One coverage of a quote, as it will stand in the policy. */
export interface QuotedCoverage {
  readonly code: string;
  readonly name: string;
  /** Minor units as text, for JSON has no bigint. */
  readonly limitMinor: string;
  readonly deductibleMinor: string;
  readonly coinsurancePercent: string;
}

/** The facts of a quote, as they were when it was priced. */
export interface QuotedRisk {
  readonly vehicleId?: string;
  readonly patientIds?: readonly string[];
  readonly orderId?: string;
  readonly sumAssuredMinor?: string;
  /** For people. */
  readonly factors: readonly string[];
}

/** Prices for policies, valid for a time. */
export const quotes = pgTable(
  'quotes',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    product: text('product')
      .notNull()
      .references(() => products.code, { onDelete: 'restrict' }),
    premiumMinor: bigint('premium_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    risk: jsonb('risk').$type<QuotedRisk>().notNull(),
    coverages: jsonb('coverages').$type<readonly QuotedCoverage[]>().notNull(),
    validUntil: instant('valid_until').notNull(),
    status: text('status', { enum: quoteMachine.states }).notNull(),
    /** The policy whose next term this is. */
    renewsPolicyId: uuid('renews_policy_id'),
    /** The day on which the next term is to be paid from the wallet; null for quotes that customers asked for. */
    collectOn: date('collect_on', { mode: 'string' }),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    unique('quotes_id').on(table.id),
    index('quotes_collect')
      .on(table.collectOn)
      .where(sql`${table.status} = 'QUOTED' and ${table.collectOn} is not null`),
    check('quotes_collect_renewal', sql`(${table.collectOn} is null) = (${table.renewsPolicyId} is null)`),
    index('quotes_valid_until').on(table.validUntil).where(sql`${table.status} = 'QUOTED'`),
    unique('quotes_renews').on(table.customerId, table.renewsPolicyId),
    check('quotes_status', oneOf(table.status, quoteMachine.states)),
    check('quotes_premium', sql`${table.premiumMinor} >= 0`),
  ],
);

/** Policies of all kinds; what only one kind has is null for the others. */
export const policies = pgTable(
  'policies',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind', { enum: policyKinds }).notNull(),
    policyNumber: text('policy_number').notNull(),
    status: text('status', { enum: policyMachine.states }).notNull(),
    product: text('product').notNull(),
    premiumMinor: bigint('premium_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    effectiveOn: date('effective_on', { mode: 'string' }).notNull(),
    expiresOn: date('expires_on', { mode: 'string' }).notNull(),
    autoRenews: boolean('auto_renews').notNull(),
    vehicleId: uuid('vehicle_id'),
    orderId: uuid('order_id'),
    sumAssuredMinor: bigint('sum_assured_minor', { mode: 'bigint' }),
    deductibleLeftMinor: bigint('deductible_left_minor', { mode: 'bigint' }),
    quoteId: uuid('quote_id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    /** The policy whose next term this is. */
    renewsPolicyId: uuid('renews_policy_id'),
    /** The first day without cover of a policy that was cancelled. */
    cancelledOn: date('cancelled_on', { mode: 'string' }),
    /** Why, in the words of the holder; null where the house ended it. */
    cancellationReason: text('cancellation_reason'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    unique('policies_id').on(table.id),
    unique('policies_number').on(table.policyNumber),
    unique('policies_quote').on(table.customerId, table.quoteId),
    unique('policies_payment').on(table.customerId, table.paymentId),
    unique('policies_renews').on(table.customerId, table.renewsPolicyId),
    index('policies_latest').on(table.customerId, table.expiresOn, table.id),
    index('policies_of_vehicle').on(table.vehicleId, table.expiresOn, table.id),
    index('policies_of_order').on(table.orderId).where(sql`${table.orderId} is not null`),
    index('policies_effective').on(table.effectiveOn).where(sql`${table.status} = 'BOUND'`),
    index('policies_expires').on(table.expiresOn).where(sql`${table.status} in ('IN_FORCE', 'LAPSED')`),
    // F11: no policy without its quote and its payment.
    foreignKey({
      name: 'policies_quote_of_customer',
      columns: [table.customerId, table.quoteId],
      foreignColumns: [quotes.customerId, quotes.id],
    }).onDelete('restrict'),
    foreignKey({
      name: 'policies_payment_of_customer',
      columns: [table.customerId, table.paymentId],
      foreignColumns: [payments.customerId, payments.id],
    }).onDelete('restrict'),
    // One cover for one vehicle at a time in each product; a renewal begins when the old term ends.
    uniqueIndex('policies_vehicle_term')
      .on(table.vehicleId, table.product, table.effectiveOn)
      .where(sql`${table.status} in ('BOUND', 'IN_FORCE')`),
    check('policies_kind', oneOf(table.kind, policyKinds)),
    check('policies_status', oneOf(table.status, policyMachine.states)),
    check('policies_premium', sql`${table.premiumMinor} >= 0`),
    check('policies_term', sql`${table.effectiveOn} < ${table.expiresOn}`),
    check('policies_vehicle', sql`(${table.kind} = 'AUTO') = (${table.vehicleId} is not null)`),
    check('policies_order', sql`(${table.kind} = 'RETURN_FREIGHT') = (${table.orderId} is not null)`),
    check('policies_sum_assured', sql`(${table.kind} = 'LIFE') = (${table.sumAssuredMinor} is not null)`),
    check('policies_deductible', sql`(${table.kind} = 'HEALTH') = (${table.deductibleLeftMinor} is not null)`),
    check('policies_deductible_left', sql`${table.deductibleLeftMinor} >= 0`),
    check('policies_cancelled', sql`(${table.status} = 'CANCELLED') = (${table.cancelledOn} is not null)`),
  ],
);

/** The patients whom a health policy insures. */
export const policyPatients = pgTable(
  'policy_patients',
  {
    customerId: uuid('customer_id').notNull(),
    policyId: uuid('policy_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.policyId, table.patientId] }),
    index('policy_patients_policy').on(table.policyId),
    index('policy_patients_patient').on(table.patientId),
    foreignKey({
      name: 'policy_patients_of_policy',
      columns: [table.customerId, table.policyId],
      foreignColumns: [policies.customerId, policies.id],
    }).onDelete('cascade'),
  ],
);

/** The promises within policies. */
export const coverages = pgTable(
  'coverages',
  {
    customerId: uuid('customer_id').notNull(),
    policyId: uuid('policy_id').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    limitMinor: bigint('limit_minor', { mode: 'bigint' }).notNull(),
    deductibleMinor: bigint('deductible_minor', { mode: 'bigint' }).notNull(),
    coinsurancePercent: numeric('coinsurance_percent', { precision: 5, scale: 2 }).notNull(),
    remainingMinor: bigint('remaining_minor', { mode: 'bigint' }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.policyId, table.code] }),
    index('coverages_policy').on(table.policyId),
    foreignKey({
      name: 'coverages_of_policy',
      columns: [table.customerId, table.policyId],
      foreignColumns: [policies.customerId, policies.id],
    }).onDelete('cascade'),
    // F8: never more approved than the limit.
    check('coverages_remaining', sql`${table.remainingMinor} between 0 and ${table.limitMinor}`),
    check('coverages_coinsurance', sql`${table.coinsurancePercent} between 0 and 100`),
  ],
);

/** When a policy gave no cover because an instalment was overdue. */
export const policyLapses = pgTable(
  'policy_lapses',
  {
    customerId: uuid('customer_id').notNull(),
    policyId: uuid('policy_id').notNull(),
    fromOn: date('from_on', { mode: 'string' }).notNull(),
    /** The first day with cover again; null while it lasts. */
    toOn: date('to_on', { mode: 'string' }),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.policyId, table.fromOn] }),
    foreignKey({
      name: 'policy_lapses_of_policy',
      columns: [table.customerId, table.policyId],
      foreignColumns: [policies.customerId, policies.id],
    }).onDelete('cascade'),
    check('policy_lapses_order', sql`${table.fromOn} <= ${table.toOn}`),
  ],
);

/** The premiums of the years of a policy of several years; those after the first are taken from the wallet when due. */
export const premiumInstalments = pgTable(
  'premium_instalments',
  {
    customerId: uuid('customer_id').notNull(),
    policyId: uuid('policy_id').notNull(),
    number: integer('number').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    paidAt: instant('paid_at'),
    /** The day on which it is to be taken from the wallet: that on which it is due, and each day after it until it is paid. */
    collectOn: date('collect_on', { mode: 'string' }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.policyId, table.number] }),
    index('premium_instalments_due').on(table.collectOn).where(sql`${table.paidAt} is null`),
    foreignKey({
      name: 'premium_instalments_of_policy',
      columns: [table.customerId, table.policyId],
      foreignColumns: [policies.customerId, policies.id],
    }).onDelete('cascade'),
    check('premium_instalments_amount', sql`${table.amountMinor} >= 0`),
  ],
);
