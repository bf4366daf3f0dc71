import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bookkeeping, instant, oneOf } from './columns.ts';

// The four tables that every subgraph has; each `src/db/tables.ts` hands them on, so that its migrations make them.

/** Answers already given: the same caller, mutation, key and input are answered from here. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** The subject of the caller's token. */
    callerId: text('caller_id').notNull(),
    mutation: text('mutation').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of the input without the key, in hexadecimal. */
    inputHash: text('input_hash').notNull(),
    response: jsonb('response').notNull(),
    /** Null where money moves: such keys are never forgotten. */
    expiresAt: instant('expires_at'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.callerId, table.mutation, table.key] }),
    index('idempotency_keys_expires').on(table.expiresAt).where(sql`${table.expiresAt} is not null`),
  ],
);

/** Events, written in the transaction of the change that they tell, and relayed at least once. */
export const outbox = pgTable(
  'outbox',
  {
    /** Whose event it is: events of one owner are relayed in their order. */
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    /** Rises with each event; the order in which they are relayed. */
    position: bigint('position', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
    topic: text('topic').notNull(),
    /** Ids, states and amounts; never names or other personal data. */
    payload: jsonb('payload').notNull(),
    sentAt: instant('sent_at'),
    attempts: integer('attempts').notNull().default(0),
    retryAt: instant('retry_at'),
    lastError: text('last_error'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('outbox_unsent').on(table.position).where(sql`${table.sentAt} is null`),
    index('outbox_unsent_of_customer').on(table.customerId, table.position).where(sql`${table.sentAt} is null`),
  ],
);

/** Events of others that were received, so that a repeated one is dropped. */
export const inbox = pgTable(
  'inbox',
  {
    customerId: uuid('customer_id').notNull(),
    consumer: text('consumer').notNull(),
    eventId: uuid('event_id').notNull(),
    receivedAt: instant('received_at').notNull(),
    ...bookkeeping,
  },
  (table) => [primaryKey({ columns: [table.customerId, table.consumer, table.eventId] })],
);

/** The states of a saga. */
export const sagaStates = ['RUNNING', 'DONE', 'COMPENSATED', 'PARKED'] as const;

/** Changes that span subgraphs, by the owner of the object that they change. */
export const sagas = pgTable(
  'sagas',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    aggregateId: uuid('aggregate_id').notNull(),
    state: text('state', { enum: sagaStates }).notNull(),
    step: text('step').notNull(),
    deadlineAt: instant('deadline_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    context: jsonb('context').notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('sagas_due').on(table.deadlineAt).where(sql`${table.state} = 'RUNNING'`),
    check('sagas_state', oneOf(table.state, sagaStates)),
  ],
);
