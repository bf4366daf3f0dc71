import { bookkeeping, bytes, encrypted, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { char, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { consentDurations, consentMachine, consentScopes, isSensitive, lifeDaysMax } from '../domain/consent.ts';
import type { ReceiptBody } from '../domain/consent-receipt.ts';
import { codePurposes } from '../domain/customer-code.ts';
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
    /** What the partner could have asked for then: declared by its live mini programs and allowed. Null for requests older than this column. */
    askable: text('askable', { enum: consentScopes }).array(),
    /** What the customer granted; nothing before the answer. */
    scopes: text('scopes', { enum: consentScopes }).array().notNull(),
    /** The granted scopes that the customer agreed to one by one. */
    separateFor: text('separate_for', { enum: consentScopes }).array().notNull(),
    purpose: text('purpose').notNull(),
    duration: text('duration', { enum: consentDurations }).notNull(),
    /** The days that a consent for a time lasts from the moment of granting; null for others. */
    ttlDays: integer('ttl_days'),
    grantedAt: instant('granted_at'),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    /** What the customer said when taking it back, if anything. */
    revokeReason: text('revoke_reason'),
    policyVersion: text('policy_version').notNull(),
    lastUsedAt: instant('last_used_at'),
    useCount: integer('use_count').notNull().default(0),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('consents_id').on(table.id),
    index('consents_in_force').on(table.partnerId, table.scopes).where(sql`${table.status} = 'AUTHORISED'`),
    // What time will end.
    index('consents_due').on(table.expiresAt).where(sql`status in ('AWAITING_AUTHORISATION', 'AUTHORISED')`),
    index('consents_latest').on(table.customerId, table.createdAt, table.id),
    check('consents_status', oneOf(table.status, consentMachine.states)),
    check('consents_duration', oneOf(table.duration, consentDurations)),
    check(
      'consents_requested',
      sql`${table.requested} <@ ${scopeList(consentScopes)} and cardinality(${table.requested}) between 1 and 16`,
    ),
    // C1: granted ⊆ requested ⊆ what was declared and allowed when the partner asked.
    check('consents_granted', sql`${table.scopes} <@ ${table.requested}`),
    check('consents_askable', sql`${table.requested} <@ ${table.askable}`),
    check('consents_ttl_days', sql`${table.ttlDays} between 1 and ${sql.raw(String(lifeDaysMax))}`),
    check(
      'consents_revoke_reason',
      sql`${table.revokeReason} is null or (${table.status} = 'REVOKED' and char_length(${table.revokeReason}) between 1 and 200)`,
    ),
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

/** The proof of each granted consent. Rows are only ever added (a trigger). */
export const consentReceipts = pgTable(
  'consent_receipts',
  {
    customerId: uuid('customer_id').notNull(),
    consentId: uuid('consent_id').notNull(),
    id: uuid('id').notNull(),
    body: jsonb('body').$type<ReceiptBody>().notNull(),
    /** SHA-256 of the body as canonical JSON (RFC 8785), in hexadecimal. */
    sha256: char('sha256', { length: 64 }).notNull(),
    issuedAt: instant('issued_at').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.consentId] }),
    index('consent_receipts_id').on(table.id),
    index('consent_receipts_consent').on(table.consentId),
    check('consent_receipts_sha256', sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
  ],
);

/** Codes that stand for a customer for a short time. What is looked for is a hash; the text is sealed, to answer a repeated request with it. */
export const customerCodes = pgTable(
  'customer_codes',
  {
    /** SHA-256 of the code's characters. */
    codeHash: bytes('code_hash').primaryKey(),
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    codeEnc: encrypted('code_enc').notNull(),
    purpose: text('purpose', { enum: codePurposes }).notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    ...bookkeeping,
  },
  (table) => [
    index('customer_codes_id').on(table.id),
    index('customer_codes_customer').on(table.customerId, table.expiresAt),
    index('customer_codes_expires').on(table.expiresAt),
    check('customer_codes_hash', sql`octet_length(${table.codeHash}) = 32`),
    check('customer_codes_purpose', oneOf(table.purpose, codePurposes)),
    check('customer_codes_used', sql`${table.usedAt} <= ${table.expiresAt}`),
  ],
);

/** The secret of each partner from which its own names for customers follow (C5); destroyed, nobody can make or check them. */
export const partnerKeys = pgTable('partner_keys', {
  partnerId: uuid('partner_id')
    .primaryKey()
    .references(() => partners.id, { onDelete: 'restrict' }),
  /** Wrapped with a master key. */
  dataKey: bytes('data_key').notNull(),
  /** 32 random bytes in base 64, sealed with the data key. */
  subjectKeyEnc: encrypted('subject_key_enc').notNull(),
  ...bookkeeping,
});
