import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { consentScopes } from '../domain/consent.ts';
import { miniProgramCategories, miniProgramMachine } from '../domain/mini-program.ts';
import { industries, partnerKinds, partnerMachine } from '../domain/partner.ts';

/** Partners; the same for everybody. */
export const partners = pgTable(
  'partners',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    kind: text('kind', { enum: partnerKinds }).notNull(),
    industry: text('industry', { enum: industries }).notNull(),
    status: text('status', { enum: partnerMachine.states }).notNull(),
    allowedScopes: text('allowed_scopes', { enum: consentScopes }).array().notNull().default([]),
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

/** Versions of mini programs. */
export const miniProgramVersions = pgTable(
  'mini_program_versions',
  {
    id: uuid('id')
      .notNull()
      .references(() => miniPrograms.id, { onDelete: 'restrict' }),
    version: text('version').notNull(),
    status: text('status').notNull(),
    declaredScopes: text('declared_scopes', { enum: consentScopes }).array().notNull(),
    submittedAt: instant('submitted_at'),
    reviewedAt: instant('reviewed_at'),
    reason: text('reason'),
    rolloutPercent: integer('rollout_percent').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.id, table.version] })],
);
