import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { type SQL, sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  char,
  check,
  date,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { consentScopes } from '../domain/consent.ts';
import { miniProgramCategories, miniProgramMachine } from '../domain/mini-program.ts';
import { reviewedStates, versionMachine } from '../domain/mini-program-version.ts';
import { industries, partnerKinds, partnerMachine } from '../domain/partner.ts';

/** A check that a list holds nothing but consent scopes. */
const onlyScopes = (column: AnyPgColumn): SQL =>
  sql`${column} <@ ${sql.raw(`array[${consentScopes.map((scope) => `'${scope}'`).join(', ')}]::text[]`)}`;

/** Partners; the same for everybody. */
export const partners = pgTable(
  'partners',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    kind: text('kind', { enum: partnerKinds }).notNull(),
    industry: text('industry', { enum: industries }).notNull(),
    status: text('status', { enum: partnerMachine.states }).notNull(),
    /** The unified social credit code; the command checks its check character. */
    uscc: char('uscc', { length: 18 }).notNull(),
    /** What the partner may ask customers for. */
    allowedScopes: text('allowed_scopes', { enum: consentScopes }).array().notNull(),
    /** The subject of the access token with which the partner was registered, a global id. */
    registeredBy: text('registered_by').notNull(),
    onboardedAt: instant('onboarded_at'),
    ...bookkeeping,
  },
  (table) => [
    uniqueIndex('partners_uscc').on(table.uscc),
    index('partners_by_name').on(table.name, table.id),
    check('partners_name', sql`char_length(${table.name}) between 1 and 100`),
    check('partners_kind', oneOf(table.kind, partnerKinds)),
    check('partners_industry', oneOf(table.industry, industries)),
    check('partners_status', oneOf(table.status, partnerMachine.states)),
    check('partners_uscc_characters', sql`${table.uscc} ~ '^[0-9A-HJ-NP-RTUWXY]{18}$'`),
    check('partners_allowed_scopes', onlyScopes(table.allowedScopes)),
    // Who is or was live has gone live at some time.
    check(
      'partners_onboarded',
      sql`(${table.onboardedAt} is not null) = (${oneOf(table.status, ['LIVE', 'SUSPENDED', 'TERMINATED'])})`,
    ),
  ],
);

/** What operators decided about partners, and why; one row for each review, never changed. */
export const partnerReviews = pgTable(
  'partner_reviews',
  {
    id: uuid('id').primaryKey(),
    partnerId: uuid('partner_id')
      .notNull()
      .references(() => partners.id, { onDelete: 'restrict' }),
    /** The subject of the operator's access token, a global id. */
    reviewer: text('reviewer').notNull(),
    fromStatus: text('from_status', { enum: partnerMachine.states }).notNull(),
    toStatus: text('to_status', { enum: partnerMachine.states }).notNull(),
    /** What the partner may ask customers for from then on; null if the review left it as it was. */
    allowedScopes: text('allowed_scopes', { enum: consentScopes }).array(),
    note: text('note'),
    ...bookkeeping,
  },
  (table) => [
    index('partner_reviews_latest').on(table.partnerId, table.createdAt, table.id),
    check('partner_reviews_from', oneOf(table.fromStatus, partnerMachine.states)),
    check('partner_reviews_to', oneOf(table.toStatus, partnerMachine.states)),
    check('partner_reviews_allowed_scopes', onlyScopes(table.allowedScopes)),
    check('partner_reviews_note', sql`char_length(${table.note}) between 1 and 500`),
    check(
      'partner_reviews_something',
      sql`${table.fromStatus} <> ${table.toStatus} or ${table.allowedScopes} is not null`,
    ),
  ],
);

/** Who holds shares in partners. A trigger keeps the stakes in one partner at or below 100 percent together. */
export const stakes = pgTable(
  'stakes',
  {
    partnerId: uuid('partner_id')
      .notNull()
      .references(() => partners.id, { onDelete: 'restrict' }),
    holderId: uuid('holder_id')
      .notNull()
      .references(() => partners.id, { onDelete: 'restrict' }),
    percent: numeric('percent', { precision: 5, scale: 2 }).notNull(),
    since: date('since', { mode: 'string' }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.partnerId, table.holderId] }),
    check('stakes_percent', sql`${table.percent} > 0 and ${table.percent} <= 100`),
    check('stakes_holder', sql`${table.holderId} <> ${table.partnerId}`),
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
    index('mini_programs_partner').on(table.partnerId, table.id),
    check('mini_programs_name', sql`char_length(${table.name}) between 1 and 40`),
    check('mini_programs_category', oneOf(table.category, miniProgramCategories)),
    check('mini_programs_status', oneOf(table.status, miniProgramMachine.states)),
    check('mini_programs_use_count', sql`${table.useCount} >= 0`),
  ],
);

/** Versions of mini programs. */
export const miniProgramVersions = pgTable(
  'mini_program_versions',
  {
    miniProgramId: uuid('mini_program_id')
      .notNull()
      .references(() => miniPrograms.id, { onDelete: 'restrict' }),
    /** The version by semantic versioning; `version` counts the changes of the row, as in every table. */
    number: text('number').notNull(),
    status: text('status', { enum: versionMachine.states }).notNull(),
    /** What it may ask customers for. */
    declaredScopes: text('declared_scopes', { enum: consentScopes }).array().notNull(),
    submittedAt: instant('submitted_at'),
    reviewedAt: instant('reviewed_at'),
    /** The subject of the operator's access token, a global id. */
    reviewedBy: text('reviewed_by'),
    rejectionReason: text('reason'),
    /** The share of users who get it; 0 while and when nobody does. */
    rolloutPercent: integer('rollout_percent').notNull().default(0),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.miniProgramId, table.number] }),
    index('mini_program_versions_latest').on(table.miniProgramId, table.createdAt, table.number),
    // C6: one at a time waits for the operator. A delayed review is still a review, so it counts.
    uniqueIndex('mini_program_versions_one_in_review')
      .on(table.miniProgramId)
      .where(sql`status in ('IN_REVIEW', 'DELAYED')`),
    // C6: all users get one version, and at most one other comes to a part of them.
    uniqueIndex('mini_program_versions_one_live').on(table.miniProgramId).where(sql`status = 'LIVE'`),
    uniqueIndex('mini_program_versions_one_releasing').on(table.miniProgramId).where(sql`status = 'RELEASING'`),
    check('mini_program_versions_number', sql`char_length(${table.number}) between 5 and 64`),
    check('mini_program_versions_status', oneOf(table.status, versionMachine.states)),
    check('mini_program_versions_declared_scopes', onlyScopes(table.declaredScopes)),
    check('mini_program_versions_submitted', sql`(${table.submittedAt} is null) = (${table.status} = 'DRAFT')`),
    check(
      'mini_program_versions_reviewed',
      sql`case when ${oneOf(table.status, reviewedStates)} then num_nonnulls(${table.reviewedAt}, ${table.reviewedBy}) = 2
        else num_nonnulls(${table.reviewedAt}, ${table.reviewedBy}) = 0 end`,
    ),
    check(
      'mini_program_versions_reason',
      sql`(${table.rejectionReason} is not null) = (${table.status} = 'REJECTED')
        and char_length(${table.rejectionReason}) between 1 and 500`,
    ),
    check(
      'mini_program_versions_rollout',
      sql`case ${table.status} when 'RELEASING' then ${table.rolloutPercent} between 1 and 99
        when 'LIVE' then ${table.rolloutPercent} = 100 else ${table.rolloutPercent} = 0 end`,
    ),
  ],
);
