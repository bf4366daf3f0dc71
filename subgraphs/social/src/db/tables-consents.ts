import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { consentDurations, consentMachine, consentScopes, isSensitive } from '../domain/consent.ts';
import { miniPrograms, partners } from './tables-partners.ts';

const scopeList = (scopes: readonly string[]) =>
  sql.raw(`array[${scopes.map((scope) => `'${scope}'`).join(', ')}]::text[]`);
const sensitiveScopes = scopeList(consentScopes.filter(isSensitive));
const otherScopes = scopeList(consentScopes.filter((scope) => !isSensitive(scope)));

/** Permissions of customers for partners. */
export const consents = pgTable(
  'consents',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    partnerId: uuid('partner_id')
      .notNull()
      .references(() => partners.id, { onDelete: 'restrict' }),
    miniProgramId: uuid('mini_program_id').references(() => miniPrograms.id, { onDelete: 'restrict' }),
    status: text('status', { enum: consentMachine.states }).notNull(),
    /** What the partner asked for. */
    requested: text('requested', { enum: consentScopes }).array().notNull(),
    /** What the customer granted; nothing before the answer. */
    scopes: text('scopes', { enum: consentScopes }).array().notNull(),
    /** The granted scopes that the customer agreed to one by one. */
    separateFor: text('separate_for', { enum: consentScopes }).array().notNull(),
    purpose: text('purpose').notNull(),
    duration: text('duration', { enum: consentDurations }).notNull(),
    grantedAt: instant('granted_at'),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    policyVersion: text('policy_version').notNull(),
    lastUsedAt: instant('last_used_at'),
    useCount: integer('use_count').notNull().default(0),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('consents_id').on(table.id),
    index('consents_in_force').on(table.partnerId, table.scopes).where(sql`${table.status} = 'AUTHORISED'`),
    index('consents_latest').on(table.customerId, table.createdAt, table.id),
    check('consents_status', oneOf(table.status, consentMachine.states)),
    check('consents_duration', oneOf(table.duration, consentDurations)),
    check(
      'consents_requested',
      sql`${table.requested} <@ ${scopeList(consentScopes)} and cardinality(${table.requested}) between 1 and 16`,
    ),
    // C1: granted ⊆ requested.
    check('consents_granted', sql`${table.scopes} <@ ${table.requested}`),
    // C2: each granted scope is in separate_for or is not sensitive; nothing else is in separate_for.
    check(
      'consents_separate',
      sql`${table.scopes} <@ (${table.separateFor} || ${otherScopes}) and ${table.separateFor} <@ ${table.scopes}
        and ${table.separateFor} <@ ${sensitiveScopes}`,
    ),
    // Something is granted from the moment of granting on, and only in the states that follow it.
    check(
      'consents_granted_at',
      sql`(${table.grantedAt} is null) = (cardinality(${table.scopes}) = 0) and case
        when ${oneOf(table.status, ['AWAITING_AUTHORISATION', 'REJECTED'])} then ${table.grantedAt} is null
        when ${table.status} = 'EXPIRED' then true
        else ${table.grantedAt} is not null end`,
    ),
    // A request ends after a day, a consent for a time at its time; nothing else ends by itself.
    check(
      'consents_expires_at',
      sql`(${table.expiresAt} is not null) = (${table.grantedAt} is null or ${table.duration} = 'TIME_BOUND')
        and (${table.status} <> 'EXPIRED' or ${table.expiresAt} is not null)`,
    ),
    check('consents_revoked_at', sql`(${table.revokedAt} is not null) = (${table.status} = 'REVOKED')`),
    check('consents_use', sql`${table.useCount} >= 0 and (${table.lastUsedAt} is null) = (${table.useCount} = 0)`),
  ],
);

/** Whom a partner means by its own name for a customer (C5); a row is made when a customer first answers the partner with yes. */
export const subjectRegistry = pgTable(
  'subject_registry',
  {
    partnerId: uuid('partner_id')
      .notNull()
      .references(() => partners.id, { onDelete: 'restrict' }),
    /** The bytes of the pairwise id `sub_…`: 16 bytes of an HMAC, not ordered by time. */
    subjectId: uuid('subject_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.partnerId, table.subjectId] }),
    uniqueIndex('subject_registry_customer').on(table.partnerId, table.customerId),
  ],
);
