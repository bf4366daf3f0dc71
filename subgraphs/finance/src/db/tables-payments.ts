import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { HouseCode } from '../domain/ledger.ts';
import { paymentMachine } from '../domain/payment.ts';
import { codeKinds } from '../domain/payment-code.ts';
import { captureModes, fundingSources, payableTypes } from '../domain/payment-kinds.ts';
import { redPacketKinds, redPacketMachine } from '../domain/red-packet.ts';
import { refundMachine } from '../domain/refund.ts';

const captured = ['CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'] as const;
const open = ['CREATED', 'AUTHORISED'] as const;

/** Payments by customers. */
export const payments = pgTable(
  'payments',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    status: text('status', { enum: paymentMachine.states }).notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    /** What is held in the account of the funding source while the payment is authorised. */
    heldMinor: bigint('held_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    capturedMinor: bigint('captured_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    refundedMinor: bigint('refunded_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    /** The platform's part of what was captured, charged when the merchant gets the money. */
    feeMinor: bigint('fee_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    currency: char('currency', { length: 3 }).notNull(),
    funding: text('funding', { enum: fundingSources }),
    captureMode: text('capture_mode', { enum: captureModes }).notNull(),
    /** What is paid; both null for money that a shop collects by its code. */
    payableType: text('payable_type', { enum: payableTypes }),
    payableId: uuid('payable_id'),
    /** The shop that is paid; null where the house or a city is. */
    payeeMerchantId: uuid('payee_merchant_id'),
    /** The account of the house that is paid, `premium` or `city:<code>`; null where a shop is. */
    payeeCode: text('payee_code').$type<HouseCode>(),
    miniProgramId: uuid('mini_program_id'),
    expiresAt: instant('expires_at').notNull(),
    authorisedAt: instant('authorised_at'),
    capturedAt: instant('captured_at'),
    /** When money in escrow is released at the latest; null when it is released, or while something stops the clock. */
    escrowReleaseAt: instant('escrow_release_at'),
    /** Whether the captured money is in escrow still. */
    isInEscrow: boolean('is_in_escrow').notNull().default(false),
    idempotencyKey: text('idempotency_key').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    unique('payments_id').on(table.id),
    unique('payments_idempotency_key').on(table.customerId, table.idempotencyKey),
    index('payments_latest').on(table.customerId, table.createdAt, table.id),
    // F5: one captured payment for one payable.
    uniqueIndex('payments_payable_captured')
      .on(table.customerId, table.payableType, table.payableId)
      .where(oneOf(table.status, captured)),
    index('payments_payable').on(table.payableId).where(sql`${table.payableId} is not null`),
    index('payments_mini_program')
      .on(table.miniProgramId, table.capturedAt)
      .where(sql`${table.miniProgramId} is not null and ${table.capturedAt} is not null`),
    index('payments_expires').on(table.expiresAt).where(oneOf(table.status, open)),
    index('payments_escrow_release').on(table.escrowReleaseAt).where(sql`${table.isInEscrow}`),
    check('payments_status', oneOf(table.status, paymentMachine.states)),
    check('payments_funding', oneOf(table.funding, fundingSources)),
    check('payments_capture_mode', oneOf(table.captureMode, captureModes)),
    check('payments_payable_type', oneOf(table.payableType, payableTypes)),
    check('payments_payee', sql`(${table.payeeMerchantId} is null) <> (${table.payeeCode} is null)`),
    check('payments_payable_pair', sql`(${table.payableType} is null) = (${table.payableId} is null)`),
    // Free of charge is legal: an order of 0.00 has a payment of 0.00.
    check('payments_amount', sql`${table.amountMinor} >= 0`),
    // F6: 0 <= refunded <= captured <= amount.
    check(
      'payments_refunded',
      sql`0 <= ${table.refundedMinor} and ${table.refundedMinor} <= ${table.capturedMinor} and ${table.capturedMinor} <= ${table.amountMinor}`,
    ),
    check('payments_fee', sql`${table.feeMinor} between 0 and ${table.capturedMinor}`),
    check('payments_captured', sql`(${table.capturedAt} is not null) = (${oneOf(table.status, captured)})`),
    check('payments_held', sql`${table.heldMinor} = 0 or ${table.status} = 'AUTHORISED'`),
    check(
      'payments_escrow',
      sql`not ${table.isInEscrow} or (${table.captureMode} = 'ESCROW' and ${oneOf(table.status, captured)})`,
    ),
    check('payments_escrow_release_at', sql`${table.escrowReleaseAt} is null or ${table.isInEscrow}`),
  ],
);

/** What merchants see of payments made to them, by merchant: a copy of `payments`. */
export const merchantPayments = pgTable(
  'merchant_payments',
  {
    merchantId: uuid('merchant_id').notNull(),
    capturedAt: instant('captured_at').notNull(),
    paymentId: uuid('payment_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    status: text('status', { enum: paymentMachine.states }).notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    refundedMinor: bigint('refunded_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    /** The fee that the merchant bears: 0 while in escrow, and less by what refunds gave back. */
    feeMinor: bigint('fee_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    currency: char('currency', { length: 3 }).notNull(),
    isInEscrow: boolean('is_in_escrow').notNull().default(false),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.capturedAt, table.paymentId] }),
    unique('merchant_payments_payment').on(table.paymentId),
    foreignKey({
      name: 'merchant_payments_of_payment',
      columns: [table.customerId, table.paymentId],
      foreignColumns: [payments.customerId, payments.id],
    }).onDelete('restrict'),
    check('merchant_payments_status', oneOf(table.status, captured)),
    check(
      'merchant_payments_refunded',
      sql`0 <= ${table.refundedMinor} and ${table.refundedMinor} <= ${table.amountMinor}`,
    ),
    check('merchant_payments_fee', sql`${table.feeMinor} between 0 and ${table.amountMinor}`),
  ],
);

/** Money given back from payments. */
export const refunds = pgTable(
  'refunds',
  {
    customerId: uuid('customer_id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    id: uuid('id').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    status: text('status', { enum: refundMachine.states }).notNull(),
    reason: text('reason').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.paymentId, table.id] }),
    unique('refunds_id').on(table.id),
    unique('refunds_idempotency_key').on(table.customerId, table.idempotencyKey),
    index('refunds_payment').on(table.paymentId),
    foreignKey({
      name: 'refunds_payment_of_customer',
      columns: [table.customerId, table.paymentId],
      foreignColumns: [payments.customerId, payments.id],
    }).onDelete('restrict'),
    check('refunds_status', oneOf(table.status, refundMachine.states)),
    check('refunds_amount', sql`${table.amountMinor} > 0`),
  ],
);

/** Payment codes that merchants show. */
export const paymentCodes = pgTable(
  'payment_codes',
  {
    merchantId: uuid('merchant_id').notNull(),
    id: uuid('id').notNull(),
    payload: text('payload').notNull(),
    kind: text('kind', { enum: codeKinds }).notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }),
    currency: char('currency', { length: 3 }).notNull(),
    /** The merchant's reference; null for a static code without one. */
    reference: text('reference'),
    expiresAt: instant('expires_at'),
    usedByPaymentId: uuid('used_by_payment_id'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.id] }),
    unique('payment_codes_payload').on(table.payload),
    unique('payment_codes_reference').on(table.merchantId, table.reference),
    check('payment_codes_kind', oneOf(table.kind, codeKinds)),
    check(
      'payment_codes_dynamic',
      sql`(${table.kind} = 'DYNAMIC') = (${table.amountMinor} is not null and ${table.reference} is not null and ${table.expiresAt} is not null)`,
    ),
    check('payment_codes_amount', sql`${table.amountMinor} > 0`),
    check('payment_codes_used', sql`${table.kind} = 'DYNAMIC' or ${table.usedByPaymentId} is null`),
  ],
);

/** Gifts of money in shares. */
export const redPackets = pgTable(
  'red_packets',
  {
    /** The sender. */
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind', { enum: redPacketKinds }).notNull(),
    totalMinor: bigint('total_minor', { mode: 'bigint' }).notNull(),
    claimedMinor: bigint('claimed_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    /** What went back to the sender when the packet expired. */
    returnedMinor: bigint('returned_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    currency: char('currency', { length: 3 }).notNull(),
    shares: integer('shares').notNull(),
    claimedShares: integer('claimed_shares').notNull().default(0),
    /** The number from which the shares were drawn. */
    seed: bigint('seed', { mode: 'bigint' }).notNull(),
    status: text('status', { enum: redPacketMachine.states }).notNull(),
    message: text('message'),
    threadId: uuid('thread_id'),
    toCustomerId: uuid('to_customer_id'),
    expiresAt: instant('expires_at').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    unique('red_packets_id').on(table.id),
    unique('red_packets_idempotency_key').on(table.customerId, table.idempotencyKey),
    index('red_packets_expires')
      .on(table.expiresAt)
      .where(oneOf(table.status, ['SENT', 'PARTIALLY_CLAIMED'])),
    check('red_packets_kind', oneOf(table.kind, redPacketKinds)),
    check('red_packets_status', oneOf(table.status, redPacketMachine.states)),
    check('red_packets_receiver', sql`(${table.threadId} is null) <> (${table.toCustomerId} is null)`),
    // F7: never more out than in.
    check(
      'red_packets_claimed',
      sql`${table.claimedMinor} >= 0 and ${table.returnedMinor} >= 0 and ${table.claimedMinor} + ${table.returnedMinor} <= ${table.totalMinor}`,
    ),
    check('red_packets_claimed_shares', sql`${table.claimedShares} between 0 and ${table.shares}`),
    check(
      'red_packets_over',
      sql`${table.status} not in ('EMPTY', 'REFUNDED') or ${table.claimedMinor} + ${table.returnedMinor} = ${table.totalMinor}`,
    ),
  ],
);

/** The shares of red packets, drawn when the packet is made; each is taken once. */
export const redPacketShares = pgTable(
  'red_packet_shares',
  {
    /** The sender. */
    customerId: uuid('customer_id').notNull(),
    packetId: uuid('packet_id').notNull(),
    slot: integer('slot').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    claimantId: uuid('claimant_id'),
    claimedAt: instant('claimed_at'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.packetId, table.slot] }),
    // F7: one share for one customer.
    unique('red_packet_shares_claimant').on(table.customerId, table.packetId, table.claimantId),
    index('red_packet_shares_packet').on(table.packetId),
    foreignKey({
      name: 'red_packet_shares_of_packet',
      columns: [table.customerId, table.packetId],
      foreignColumns: [redPackets.customerId, redPackets.id],
    }).onDelete('restrict'),
    check('red_packet_shares_amount', sql`${table.amountMinor} > 0`),
    check('red_packet_shares_claimed', sql`(${table.claimantId} is null) = (${table.claimedAt} is null)`),
  ],
);

/** Money sent from one customer to another. */
export const transfers = pgTable(
  'transfers',
  {
    /** The sender. */
    customerId: uuid('customer_id').notNull(),
    /** The id of the ledger transaction. */
    id: uuid('id').notNull(),
    toCustomerId: uuid('to_customer_id').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    note: text('note'),
    idempotencyKey: text('idempotency_key').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    unique('transfers_id').on(table.id),
    unique('transfers_idempotency_key').on(table.customerId, table.idempotencyKey),
    check('transfers_amount', sql`${table.amountMinor} > 0`),
    check('transfers_not_to_self', sql`${table.customerId} <> ${table.toCustomerId}`),
  ],
);
