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
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { kycLevels } from '../domain/kyc.ts';
import { ledgerCodes, ledgerNormals } from '../domain/ledger.ts';
import { loanMachine } from '../domain/loan.ts';
import { loyaltyTiers } from '../domain/loyalty.ts';
import { paymentMachine } from '../domain/payment.ts';
import { policyKinds, policyMachine } from '../domain/policy.ts';
import { walletMachine } from '../domain/wallet.ts';
import { riskProfiles } from '../domain/wealth.ts';

export { dataKeys } from '@ecosystem/kit/data-keys';

/** Accounts of the ledger: the only place that knows how much there is. */
export const ledgerAccounts = pgTable(
  'ledger_accounts',
  {
    ownerId: uuid('owner_id').notNull(),
    id: uuid('id').notNull(),
    code: text('code', { enum: ledgerCodes }).notNull(),
    asset: text('asset').notNull(),
    exponent: integer('exponent').notNull(),
    normal: text('normal', { enum: ledgerNormals }).notNull(),
    balanceMinor: bigint('balance_minor', { mode: 'bigint' }).notNull(),
    heldMinor: bigint('held_minor', { mode: 'bigint' }).notNull(),
    allowNegative: boolean('allow_negative').notNull().default(false),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.id] }),
    index('ledger_accounts_id').on(table.id),
    unique('ledger_accounts_code').on(table.ownerId, table.code, table.asset),
    check('ledger_accounts_code_known', oneOf(table.code, ledgerCodes)),
    check('ledger_accounts_normal', oneOf(table.normal, ledgerNormals)),
    // F3: nothing below 0, and no more held than there is.
    check(
      'ledger_accounts_balance',
      sql`${table.allowNegative} or (${table.heldMinor} >= 0 and ${table.heldMinor} <= ${table.balanceMinor})`,
    ),
  ],
);

/** Wallets of customers; the balance is the ledger's. */
export const wallets = pgTable(
  'wallets',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    status: text('status', { enum: walletMachine.states }).notNull(),
    accountId: uuid('account_id').notNull(),
    dailyLimitMinor: bigint('daily_limit_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('wallets_id').on(table.id),
    unique('wallets_currency').on(table.customerId, table.currency),
    foreignKey({
      name: 'wallets_account',
      columns: [table.customerId, table.accountId],
      foreignColumns: [ledgerAccounts.ownerId, ledgerAccounts.id],
    }).onDelete('restrict'),
    check('wallets_status', oneOf(table.status, walletMachine.states)),
    check('wallets_daily_limit', sql`${table.dailyLimitMinor} >= 0`),
  ],
);

/** Payments by customers. */
export const payments = pgTable(
  'payments',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    status: text('status', { enum: paymentMachine.states }).notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('payments_id').on(table.id),
    index('payments_latest').on(table.customerId, table.createdAt, table.id),
    check('payments_status', oneOf(table.status, paymentMachine.states)),
    // Free of charge is legal: an order of 0.00 has a payment of 0.00.
    check('payments_amount', sql`${table.amountMinor} >= 0`),
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
    sumAssuredMinor: bigint('sum_assured_minor', { mode: 'bigint' }),
    deductibleLeftMinor: bigint('deductible_left_minor', { mode: 'bigint' }),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('policies_id').on(table.id),
    index('policies_latest').on(table.customerId, table.expiresOn, table.id),
    check('policies_kind', oneOf(table.kind, policyKinds)),
    check('policies_status', oneOf(table.status, policyMachine.states)),
    check('policies_premium', sql`${table.premiumMinor} >= 0`),
    check('policies_term', sql`${table.effectiveOn} < ${table.expiresOn}`),
    check('policies_vehicle', sql`(${table.kind} = 'AUTO') = (${table.vehicleId} is not null)`),
    check('policies_sum_assured', sql`(${table.kind} = 'LIFE') = (${table.sumAssuredMinor} is not null)`),
    check('policies_deductible', sql`(${table.kind} = 'HEALTH') = (${table.deductibleLeftMinor} is not null)`),
    check('policies_deductible_left', sql`${table.deductibleLeftMinor} >= 0`),
  ],
);

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
    lenderPartnerId: uuid('lender_partner_id').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('loans_id').on(table.id),
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
    tier: text('tier', { enum: loyaltyTiers }).notNull(),
    accountId: uuid('account_id').notNull(),
    expiring30d: integer('expiring_30d').notNull(),
    ...bookkeeping,
  },
  (table) => [
    foreignKey({
      name: 'loyalty_account',
      columns: [table.customerId, table.accountId],
      foreignColumns: [ledgerAccounts.ownerId, ledgerAccounts.id],
    }).onDelete('restrict'),
    check('loyalty_tier', oneOf(table.tier, loyaltyTiers)),
    check('loyalty_expiring', sql`${table.expiring30d} >= 0`),
  ],
);

/** Proofs of identity: masked for readers, and as they are sealed with the data key of the customer. */
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
  (table) => [index('agent_customers_agent').on(table.agentId)],
);
