import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { memberMachine, teamMachine } from '../domain/team.ts';
import { products } from './tables-catalogue.ts';

/** Offers of merchants to buy one product together. */
export const groupCampaigns = pgTable(
  'group_campaigns',
  {
    merchantId: uuid('merchant_id').notNull(),
    id: uuid('id').notNull(),
    productId: uuid('product_id').notNull(),
    teamSize: integer('team_size').notNull(),
    windowHours: integer('window_hours').notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    perCustomerLimit: integer('per_customer_limit').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.id] }),
    foreignKey({
      name: 'group_campaigns_product',
      columns: [table.merchantId, table.productId],
      foreignColumns: [products.merchantId, products.id],
    }).onDelete('restrict'),
    index('group_campaigns_id').on(table.id),
    index('group_campaigns_product').on(table.productId),
    check('group_campaigns_size', sql`${table.teamSize} between 2 and 10`),
    check('group_campaigns_term', sql`${table.startsAt} < ${table.endsAt} and ${table.windowHours} > 0`),
    check('group_campaigns_limit', sql`${table.perCustomerLimit} >= 1`),
  ],
);

/** Teams; places are reserved, then paid. */
export const groupTeams = pgTable(
  'group_teams',
  {
    teamId: uuid('team_id').primaryKey(),
    campaignId: uuid('campaign_id').notNull(),
    leaderId: uuid('leader_id').notNull(),
    size: integer('size').notNull(),
    reserved: integer('reserved').notNull(),
    paid: integer('paid').notNull(),
    status: text('status', { enum: teamMachine.states }).notNull(),
    openedAt: instant('opened_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    index('group_teams_expiring').on(table.expiresAt).where(sql`status = 'OPEN'`),
    index('group_teams_campaign').on(table.campaignId, table.status),
    check('group_teams_status', oneOf(table.status, teamMachine.states)),
    // S5: never more places than the team has; a formed team is full.
    check('group_teams_places', sql`${table.reserved} + ${table.paid} <= ${table.size}`),
    check('group_teams_counts', sql`${table.reserved} >= 0 and ${table.paid} >= 0`),
    check('group_teams_formed', sql`${table.status} <> 'FORMED' or ${table.paid} = ${table.size}`),
  ],
);

/** Who is in a team. */
export const groupMembers = pgTable(
  'group_members',
  {
    teamId: uuid('team_id')
      .notNull()
      .references(() => groupTeams.teamId, { onDelete: 'restrict' }),
    customerId: uuid('customer_id').notNull(),
    orderId: uuid('order_id').notNull(),
    status: text('status', { enum: memberMachine.states }).notNull(),
    joinedAt: instant('joined_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.customerId] }),
    check('group_members_status', oneOf(table.status, memberMachine.states)),
  ],
);

/** The same from the side of the customer: the teams of one customer stand together. */
export const customerTeams = pgTable(
  'customer_teams',
  {
    customerId: uuid('customer_id').notNull(),
    teamId: uuid('team_id').notNull(),
    campaignId: uuid('campaign_id').notNull(),
    joinedAt: instant('joined_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.teamId] }),
    index('customer_teams_latest').on(table.customerId, table.joinedAt, table.teamId),
    index('customer_teams_campaign').on(table.customerId, table.campaignId),
  ],
);
