import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  bigint,
  char,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { orderMachine, paymentStatuses } from '../domain/order.ts';
import { merchants } from './tables-catalogue.ts';

/** Carts, one for each customer for ever, so that its id is the customer's; a row stands from the first line on. */
export const carts = pgTable(
  'carts',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    expiresAt: instant('expires_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('carts_id').on(table.id),
    check('carts_one_for_each', sql`${table.id} = ${table.customerId}`),
  ],
);

/** Variants in carts, at the price of today. */
export const cartLines = pgTable(
  'cart_lines',
  {
    customerId: uuid('customer_id').notNull(),
    cartId: uuid('cart_id').notNull(),
    id: uuid('id').notNull(),
    merchantId: uuid('merchant_id').notNull(),
    variantId: uuid('variant_id').notNull(),
    quantity: integer('quantity').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.cartId, table.id] }),
    foreignKey({
      name: 'cart_lines_cart',
      columns: [table.customerId, table.cartId],
      foreignColumns: [carts.customerId, carts.id],
    }).onDelete('cascade'),
    index('cart_lines_id').on(table.id),
    uniqueIndex('cart_lines_variant').on(table.customerId, table.cartId, table.variantId),
    check('cart_lines_quantity', sql`${table.quantity} >= 1`),
  ],
);

/** Orders of customers. Id and state of the payment are copies from finance. */
export const orders = pgTable(
  'orders',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    orderNumber: text('order_number').notNull(),
    merchantId: uuid('merchant_id')
      .notNull()
      .references(() => merchants.id, { onDelete: 'restrict' }),
    status: text('status', { enum: orderMachine.states }).notNull(),
    itemsMinor: bigint('items_minor', { mode: 'bigint' }).notNull(),
    shippingMinor: bigint('shipping_minor', { mode: 'bigint' }).notNull(),
    discountMinor: bigint('discount_minor', { mode: 'bigint' }).notNull(),
    totalMinor: bigint('total_minor', { mode: 'bigint' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    /** How many pieces it has, of whatever kind. */
    itemCount: integer('item_count').notNull().default(1),
    placedAt: instant('placed_at').notNull(),
    payBy: instant('pay_by'),
    paymentId: uuid('payment_id'),
    paymentStatus: text('payment_status', { enum: paymentStatuses }),
    teamId: uuid('team_id'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('orders_id').on(table.id),
    index('orders_latest').on(table.customerId, table.placedAt, table.id),
    index('orders_status').on(table.customerId, table.status),
    uniqueIndex('orders_number').on(table.orderNumber),
    index('orders_pay_by').on(table.payBy).where(sql`status = 'PENDING_PAYMENT'`),
    check('orders_status', oneOf(table.status, orderMachine.states)),
    check('orders_payment_status', oneOf(table.paymentStatus, paymentStatuses)),
    check('orders_payment', sql`(${table.paymentId} is null) = (${table.paymentStatus} is null)`),
    check('orders_item_count', sql`${table.itemCount} >= 1`),
    check('orders_pay_by', sql`${table.status} <> 'PENDING_PAYMENT' or ${table.payBy} is not null`),
    // S2: the total is the lines and the shipping less the discount.
    check(
      'orders_total',
      sql`${table.totalMinor} = ${table.itemsMinor} + ${table.shippingMinor} - ${table.discountMinor}`,
    ),
    check(
      'orders_amounts',
      sql`least(${table.itemsMinor}, ${table.shippingMinor}, ${table.discountMinor}, ${table.totalMinor}) >= 0`,
    ),
  ],
);
