import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

const bookkeeping = sql.raw(`created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(), version int not null default 1`);

/** Creates outbox and inbox, as the migrations of every subgraph do, in a database that has neither. */
export async function createEventTables({ write }: Pick<Database, 'write'>): Promise<void> {
  await write.execute(sql`create table if not exists outbox (
    customer_id uuid not null, id uuid not null, position bigint not null generated always as identity,
    topic text not null, payload jsonb not null, sent_at timestamptz(3), attempts int not null default 0,
    retry_at timestamptz(3), last_error text, ${bookkeeping}, primary key (customer_id, id))`);
  await write.execute(sql`create table if not exists inbox (
    customer_id uuid not null, consumer text not null, event_id uuid not null, received_at timestamptz(3) not null,
    ${bookkeeping}, primary key (customer_id, consumer, event_id))`);
}
