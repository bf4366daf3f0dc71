import { bigint, doublePrecision, integer, pgTable, text } from 'drizzle-orm/pg-core';

/** What each partner may use where it is not the default. */
export const partnerBudgets = pgTable('partner_budgets', {
  partnerId: text('partner_id').primaryKey(),
  /** Units of cost for each window. */
  quota: integer('quota').notNull(),
  windowS: integer('window_s').notNull(),
  burst: integer('burst').notNull(),
  /** Units that one operation may be estimated at. */
  ceiling: integer('ceiling').notNull(),
});

/**
 * The counts of budgets, in the columns that rate-limiter-flexible writes, in this order. Its migration makes it UNLOGGED: a count is
 * worth nothing once its window is over, so it need not survive a crash of the server, and writes cost half.
 */
export const budgetMeters = pgTable('budget_meters', {
  key: text('key').primaryKey(),
  /** Whole numbers; the driver would give back a bigint as text, and the library adds and compares numbers. */
  points: doublePrecision('points').notNull(),
  /** When the window ends, in milliseconds since 1970. */
  expire: bigint('expire', { mode: 'number' }),
});
