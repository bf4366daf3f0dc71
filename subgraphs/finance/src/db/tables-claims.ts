import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  bigint,
  char,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { claimMachine } from '../domain/claim.ts';
import { payeeKinds, payoutMachine } from '../domain/payout.ts';
import { policies } from './tables-insurance.ts';

/** Who decides on claims; the same for everybody. */
export const claimHandlers = pgTable('claim_handlers', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** The customer that the handler is in private life, who must not decide on own claims; null if none is known. */
  customerId: uuid('customer_id'),
  ...bookkeeping,
});

const decided = ['APPROVED', 'PARTIALLY_APPROVED', 'PAYING', 'PAID'] as const;

/** Demands for payment under policies. */
export const claims = pgTable(
  'claims',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    claimNumber: text('claim_number').notNull(),
    policyId: uuid('policy_id').notNull(),
    status: text('status', { enum: claimMachine.states }).notNull(),
    lossAt: instant('loss_at').notNull(),
    reportedAt: instant('reported_at').notNull(),
    cause: text('cause').notNull(),
    description: text('description').notNull(),
    accidentId: uuid('accident_id'),
    encounterId: uuid('encounter_id'),
    /** The order of the drugs behind a health claim. */
    orderId: uuid('order_id'),
    claimedMinor: bigint('claimed_minor', { mode: 'bigint' }).notNull(),
    reserveMinor: bigint('reserve_minor', { mode: 'bigint' }).notNull(),
    approvedMinor: bigint('approved_minor', { mode: 'bigint' }),
    paidMinor: bigint('paid_minor', { mode: 'bigint' }),
    currency: char('currency', { length: 3 }).notNull(),
    /** When the approved amount was paid, or it was found that there is nothing to pay; null while it is not. */
    paidAt: instant('paid_at'),
    /** The workshop that is paid in the holder's stead; null where the holder is paid. */
    payeeMerchantId: uuid('payee_merchant_id'),
    /** Who decides and pays; null while nobody may, because the only handler is the holder. */
    handlerId: uuid('handler_id').references(() => claimHandlers.id, { onDelete: 'restrict' }),
    /** The same loss has the same key. */
    lossKey: text('loss_key').notNull(),
    note: text('note'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    unique('claims_id').on(table.id),
    unique('claims_number').on(table.claimNumber),
    uniqueIndex('claims_loss').on(table.customerId, table.lossKey).where(sql`${table.status} <> 'WITHDRAWN'`),
    index('claims_latest').on(table.customerId, table.reportedAt, table.id),
    index('claims_policy').on(table.policyId, table.reportedAt, table.id),
    index('claims_accident').on(table.accidentId).where(sql`${table.accidentId} is not null`),
    index('claims_encounter').on(table.encounterId).where(sql`${table.encounterId} is not null`),
    index('claims_order')
      .on(table.customerId, table.orderId, table.reportedAt, table.id)
      .where(sql`${table.orderId} is not null`),
    index('claims_handler').on(table.handlerId, table.reportedAt, table.id),
    index('claims_to_close').on(table.paidAt).where(sql`${table.status} = 'PAID'`),
    foreignKey({
      name: 'claims_policy_of_customer',
      columns: [table.customerId, table.policyId],
      foreignColumns: [policies.customerId, policies.id],
    }).onDelete('restrict'),
    check('claims_status', oneOf(table.status, claimMachine.states)),
    check('claims_claimed', sql`${table.claimedMinor} > 0`),
    check('claims_reserve', sql`${table.reserveMinor} >= 0`),
    // F8: paid <= approved <= claimed.
    check('claims_approved', sql`${table.approvedMinor} between 0 and ${table.claimedMinor}`),
    check('claims_paid', sql`${table.paidMinor} between 0 and ${table.approvedMinor}`),
    check('claims_decided', sql`not (${oneOf(table.status, decided)}) or ${table.approvedMinor} is not null`),
  ],
);

/** Claimed amounts by coverage. */
export const claimLines = pgTable(
  'claim_lines',
  {
    customerId: uuid('customer_id').notNull(),
    claimId: uuid('claim_id').notNull(),
    coverageCode: text('coverage_code').notNull(),
    /** The place in the claim, from 1: a deductible that lines share is used up by the first. */
    number: integer('number').notNull().default(1),
    claimedMinor: bigint('claimed_minor', { mode: 'bigint' }).notNull(),
    approvedMinor: bigint('approved_minor', { mode: 'bigint' }),
    deductibleMinor: bigint('deductible_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    coinsuranceMinor: bigint('coinsurance_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    reason: text('reason'),
    evidenceIds: jsonb('evidence_ids').$type<readonly string[]>().notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.claimId, table.coverageCode] }),
    index('claim_lines_claim').on(table.claimId),
    foreignKey({
      name: 'claim_lines_of_claim',
      columns: [table.customerId, table.claimId],
      foreignColumns: [claims.customerId, claims.id],
    }).onDelete('cascade'),
    check('claim_lines_claimed', sql`${table.claimedMinor} > 0`),
    // F8, by line.
    check('claim_lines_approved', sql`${table.approvedMinor} between 0 and ${table.claimedMinor}`),
  ],
);

/** Money paid for claims. */
export const payouts = pgTable(
  'payouts',
  {
    customerId: uuid('customer_id').notNull(),
    claimId: uuid('claim_id').notNull(),
    id: uuid('id').notNull(),
    /** The number of the try. */
    attempt: integer('attempt').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    status: text('status', { enum: payoutMachine.states }).notNull(),
    payeeKind: text('payee_kind', { enum: payeeKinds }).notNull(),
    payeeId: uuid('payee_id').notNull(),
    settledAt: instant('settled_at'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.claimId, table.id] }),
    unique('payouts_attempt').on(table.customerId, table.claimId, table.attempt),
    index('payouts_claim').on(table.claimId),
    index('payouts_pending').on(table.createdAt).where(sql`${table.status} in ('PENDING', 'SENT')`),
    foreignKey({
      name: 'payouts_of_claim',
      columns: [table.customerId, table.claimId],
      foreignColumns: [claims.customerId, claims.id],
    }).onDelete('restrict'),
    check('payouts_status', oneOf(table.status, payoutMachine.states)),
    check('payouts_payee_kind', oneOf(table.payeeKind, payeeKinds)),
    check('payouts_amount', sql`${table.amountMinor} > 0`),
    check('payouts_settled', sql`(${table.status} = 'SETTLED') = (${table.settledAt} is not null)`),
  ],
);
