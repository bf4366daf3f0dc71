import { bookkeeping, bytes, instant } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { fieldsReadMax, operationNameMax, requestIdMax, scopesUsedMax } from '../domain/access.ts';
import { consentScopes } from '../domain/consent.ts';
import { partners } from './tables-partners.ts';

const literal = (limit: number) => sql.raw(String(limit));

/**
 * Who read what of a customer, or was refused. Rows are only ever added (a trigger); each is sealed by a hash over its text and the hash of
 * the row before it. The migration `add-access-log-function` says what is hashed, and holds the functions that write and check it.
 */
export const accessLog = pgTable(
  'access_log',
  {
    customerId: uuid('customer_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    id: uuid('id').notNull(),
    /** The day in Shanghai, and the place in the chain of the customer's day, from 1. */
    day: date('day', { mode: 'string' }).notNull(),
    seq: integer('seq').notNull(),
    /** A role and a global id. */
    actor: text('actor').notNull(),
    partnerId: uuid('partner_id').references(() => partners.id, { onDelete: 'restrict' }),
    operationName: text('operation_name').notNull(),
    scopes: text('scopes', { enum: consentScopes }).array().notNull(),
    /** Schema coordinates, such as PartnerCustomerView.displayName. */
    fields: text('fields').array().notNull(),
    isGranted: boolean('is_granted').notNull(),
    /** The consent that was named, also where it did not cover the reading. */
    consentId: uuid('consent_id'),
    requestId: text('request_id').notNull(),
    prevHash: bytes('prev_hash').notNull(),
    hash: bytes('hash').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.occurredAt, table.id] }),
    index('access_log_id').on(table.id),
    uniqueIndex('access_log_chain').on(table.customerId, table.day, table.seq),
    check('access_log_day', sql`${table.day} = (${table.occurredAt} at time zone 'Asia/Shanghai')::date`),
    check('access_log_seq', sql`${table.seq} >= 1`),
    check('access_log_actor', sql`${table.actor} ~ '^[a-z]+ [a-z]{3}_[0-9a-z]{26}$'`),
    check(
      'access_log_limits',
      sql`cardinality(${table.scopes}) <= ${literal(scopesUsedMax)} and cardinality(${table.fields}) <= ${literal(fieldsReadMax)}
        and char_length(${table.operationName}) <= ${literal(operationNameMax)}
        and char_length(${table.requestId}) <= ${literal(requestIdMax)}`,
    ),
    // C3: no partner reads without a consent.
    check(
      'access_log_granted',
      sql`not ${table.isGranted} or ${table.partnerId} is null or ${table.consentId} is not null`,
    ),
    check('access_log_hashes', sql`octet_length(${table.prevHash}) = 32 and octet_length(${table.hash}) = 32`),
  ],
);

/** How many rows the chain of a customer's day has, and the hash of the last: what shows that the last was taken away. */
export const accessLogHeads = pgTable(
  'access_log_heads',
  {
    customerId: uuid('customer_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    count: integer('count').notNull(),
    hash: bytes('hash').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.day] }),
    check('access_log_heads_count', sql`${table.count} >= 0`),
    check('access_log_heads_hash', sql`octet_length(${table.hash}) = 32`),
  ],
);
