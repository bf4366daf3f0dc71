import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { outboxChannel } from './outbox.ts';
import { keepAliveSettings } from './session-settings.ts';

/** The connection of one relay: it holds the lock and notes what was sent, so that who has lost the lock can note nothing. */
export interface RelaySession {
  readonly database: NodePgDatabase;
  /** Null as long as the connection lives. */
  readonly lost: () => Error | null;
  /** Whether this relay is the one that delivers; from then on it is until the connection ends. */
  lead(): Promise<boolean>;
  close(): Promise<void>;
}

/** Held by the relay that delivers; all processes take the same. */
const relayLock = 7_061_725;
const connectTimeoutMs = 5_000;
const queryTimeoutMs = 10_000;

/**
 * Connects, and listens for new events.
 * @param wake called at each commit that published events, and when the connection is lost.
 * @throws Error if the database does not answer.
 */
export async function openRelaySession(databaseUrl: string, wake: () => void): Promise<RelaySession> {
  // Not by postgres.js: its transactions and reserved connections do not survive the loss of a connection.
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'relay',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  });
  let lost: Error | null = null;
  let isLeader = false;
  client.on('error', (error) => {
    lost ??= error;
    wake();
  });
  client.on('end', () => {
    lost ??= new Error('The connection of the relay has ended.');
  });
  client.on('notification', wake);
  const database = drizzle(client);
  try {
    await client.connect();
    await database.execute(keepAliveSettings);
    await database.execute(sql`listen ${sql.identifier(outboxChannel)}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    database,
    lost: () => lost,
    async lead() {
      if (isLeader) return true;
      const { rows } = await database.execute(sql`select pg_try_advisory_lock(${relayLock}) as "isMine"`);
      isLeader = rows[0]?.['isMine'] === true;
      return isLeader;
    },
    async close() {
      // One that is lost already cannot be closed in good order.
      await client.end().catch(() => undefined);
    },
  };
}
