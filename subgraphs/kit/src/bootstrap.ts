import { fileURLToPath } from 'node:url';
import { getTableName, is, sql } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { type Logger, pino } from 'pino';
import postgres, { type Sql } from 'postgres';
import type { Pool } from './database.ts';
import { createVault, type Vault } from './field-encryption.ts';
import { suspendForeignKeys } from './foreign-keys.ts';
import { insertRows } from './insert-rows.ts';
import { checkInvariants } from './invariants.ts';
import { StartError } from './start-error.ts';
import { openSubgraph, type Subgraph, type SubgraphDefinition, type SubgraphOptions } from './subgraph.ts';
import { createSeedWorld, type SeedWorld, splitWorld } from './world.ts';

export interface BootOptions extends SubgraphOptions {
  /** What an empty database is filled with. */
  readonly seed: 'demo' | 'none';
}

/** What an empty database is filled from. */
export interface Seeding {
  readonly world: SeedWorld;
  /** Seals the personal values of the world. */
  readonly vault: Vault;
}

const connectTimeoutS = 5;
/** Any number will do, as long as all processes that migrate a database take the same. */
const migrationLock = 7_061_723;

/**
 * Migrates the subgraph's database, fills it if it is empty, and opens the subgraph.
 * @throws StartError if the database does not answer, a migration fails (then nothing of it is done), or seeded rows break an invariant.
 */
export async function bootSubgraph(definition: SubgraphDefinition, options: BootOptions): Promise<Subgraph> {
  const isSeeded = await prepareDatabase(
    definition,
    options.databaseUrl,
    options.seed === 'demo' ? { world: createSeedWorld(), vault: createVault(options.fieldKeys) } : null,
    options.logger,
  );
  const subgraph = openSubgraph(definition, options);
  if (isSeeded) {
    try {
      await checkInvariants(definition.name, subgraph.database, definition.invariants);
    } catch (error) {
      await subgraph.close();
      throw error;
    }
    options.logger.info({ subgraph: definition.name }, 'the demo world is in place');
  }
  return subgraph;
}

/**
 * Brings the database to the newest schema and, if a seeding is given and the database is empty, fills it.
 * Processes that start at the same moment wait for each other.
 * @returns whether rows were inserted.
 * @throws StartError as bootSubgraph.
 */
export async function prepareDatabase(
  definition: SubgraphDefinition,
  url: string,
  seeding: Seeding | null,
  logger: Logger = pino({ level: 'silent' }),
): Promise<boolean> {
  const client = postgres(url, { max: 1, connect_timeout: connectTimeoutS, onnotice: () => {} });
  try {
    await connect(definition.name, url, () => client`select pg_advisory_lock(${migrationLock})`);
    const database: Pool = drizzle(client);
    await migrateAll(definition, database);
    if (definition.jobs?.length) await migrateQueue(definition.name, url, logger);
    return seeding !== null && (await fill(definition, client, database, seeding));
  } finally {
    await client.end({ timeout: connectTimeoutS });
  }
}

async function connect(name: string, url: string, ask: () => PromiseLike<unknown>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new StartError(`The ${name} database at ${host}${pathname} does not answer: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

async function migrateAll(definition: SubgraphDefinition, database: Pool): Promise<void> {
  try {
    await migrate(database, { migrationsFolder: fileURLToPath(definition.migrations) });
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    throw new StartError(
      `A migration of the ${definition.name} database failed, so nothing was changed: ${messageOf(cause)}.`,
      {
        cause: error,
      },
    );
  }
}

/** The queue's schema belongs to its library, which brings it up to date by itself, also after an upgrade. */
async function migrateQueue(name: string, url: string, logger: Logger): Promise<void> {
  try {
    const { migrateJobs } = await import('./job-queue.ts');
    await migrateJobs(url, logger);
  } catch (error) {
    throw new StartError(`The job queue of the ${name} database could not be prepared: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

async function fill(
  definition: SubgraphDefinition,
  client: Sql,
  database: Pool,
  { world, vault }: Seeding,
): Promise<boolean> {
  if (!(await isEmpty(definition, database))) return false;
  const names = tablesOf(definition).map((table) => `"${getTableName(table)}"`);
  await client.begin(async (transaction) => {
    // Rules that look at each change come back when the world is whole; the invariants look at all of it then.
    for (const name of names) await transaction.unsafe(`alter table ${name} disable trigger user`);
    const resumeForeignKeys = await suspendForeignKeys(transaction);
    for (const [index, part] of splitWorld(world).entries()) {
      for (const rows of await definition.seed(part, vault)) {
        if (index === 0 || !rows.isShared) await insertRows(transaction, rows);
      }
    }
    if (definition.finishSeed) await transaction.unsafe(definition.finishSeed);
    await resumeForeignKeys();
    for (const name of names) await transaction.unsafe(`alter table ${name} enable trigger user`);
  });
  // Until the server has looked at the rows by itself, it would choose slow ways to them.
  await client.unsafe(`analyze ${names.join(', ')}`);
  return true;
}

async function isEmpty(definition: SubgraphDefinition, database: Pool): Promise<boolean> {
  const hasRows = tablesOf(definition).map((table) => sql`exists (select from ${table})`);
  const [found] = await database.execute(sql`select ${sql.join(hasRows, sql` or `)} as "hasRows"`);
  return found?.['hasRows'] === false;
}

const tablesOf = (definition: SubgraphDefinition): PgTable[] =>
  Object.values(definition.tables).filter((value) => is(value, PgTable));

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An AggregateError of several addresses has no message of its own.
  const message = error.message || ('code' in error ? String(error.code) : error.name);
  return message.replace(/\.$/, '');
}
