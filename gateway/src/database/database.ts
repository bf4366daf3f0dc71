import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Database, openDatabase, type Pool } from '@ecosystem/kit/database';
import { StartError } from '@ecosystem/kit/start-error';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

/** The gateway's own database: what partners may ask, and what they did. */
export interface GatewayDatabase {
  readonly url: string;
  /** Prepared statements with generic plans, as in the subgraphs. */
  readonly database: Database;
  /** For statements that change rows. */
  readonly pool: Pool;
  /** The name under which PostgreSQL shows the connection that listens: `listenerName`, a space and what tells the workers apart. */
  readonly workerName: string;
  /** Calls back for each message of a channel until it is told to stop; a lost connection is opened anew, and `onOpen` called again. */
  listen(channel: string, onMessage: (text: string) => void, onOpen?: () => void): Promise<() => Promise<void>>;
  /** Tells all processes that listen. */
  notify(channel: string, text: string): Promise<void>;
  close(): Promise<void>;
}

const migrations = fileURLToPath(new URL('../../migrations/', import.meta.url));
const connectTimeoutS = 5;
const closeTimeoutS = 5;
/** Any number will do, as long as all processes that migrate the database take the same. */
const migrationLock = 7_061_724;
/** What the names of the connections of listening workers begin with. */
export const listenerName = 'ecosystem-gateway-listener';
const workerBytes = 8;
/** A lost connection that listens is opened anew after this much for each failure: meanwhile the worker hears nothing. */
const backoffS = 0.05;
const backoffMaxS = 1;

/** @throws StartError if the database does not answer or a migration fails. */
export async function migrateGatewayDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, connect_timeout: connectTimeoutS, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${migrationLock})`;
    await migrate(drizzle(client), { migrationsFolder: migrations });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new StartError(`The gateway database at ${new URL(url).host} could not be prepared: ${reason}.`, { cause });
  } finally {
    await client.end({ timeout: closeTimeoutS });
  }
}

/** Opens the database; connections are made when the first statement is sent. */
export function openGatewayDatabase(url: string, statementTimeoutMs: number): GatewayDatabase {
  const database = openDatabase({ url, applicationName: 'ecosystem-gateway', statementTimeoutMs });
  let listener: ReturnType<typeof postgres> | null = null;
  const workerName = `${listenerName} ${randomBytes(workerBytes).toString('hex')}`;
  return {
    url,
    database,
    pool: database.write,
    workerName,
    async listen(channel, onMessage, onOpen) {
      listener ??= postgres(url, {
        max: 1,
        connect_timeout: connectTimeoutS,
        connection: { application_name: workerName },
        backoff: (failures: number) => Math.min(failures * backoffS, backoffMaxS),
        onnotice: () => {},
      });
      const { unlisten } = await listener.listen(channel, onMessage, onOpen);
      return unlisten;
    },
    async notify(channel, text) {
      const client = '$client' in database.write ? (database.write.$client as ReturnType<typeof postgres>) : null;
      await client?.notify(channel, text);
    },
    async close() {
      await Promise.all([database.close(), listener?.end({ timeout: closeTimeoutS })]);
    },
  };
}
