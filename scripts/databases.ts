import { resolve } from 'node:path';
import { databaseUrlOf } from '@ecosystem/kit/config';
import { type Database, openDatabase } from '@ecosystem/kit/database';
import { type EmbeddedPostgres, ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import type { subgraphs } from '@ecosystem/schema/subgraphs.ts';

/** A subgraph of the list. */
export type Subgraph = (typeof subgraphs)[number];

const statementTimeoutMs = 10_000;
const environment = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));

/**
 * Calls `visit` with the database of each of these subgraphs, one after the other; the embedded server is started where none is configured.
 * @param applicationName by which PostgreSQL shows the connections.
 * @throws EmbeddedPostgresError with a sentence, and what `visit` throws.
 */
export async function visitDatabases(
  wanted: readonly Subgraph[],
  applicationName: string,
  visit: (subgraph: Subgraph, database: Database) => Promise<void>,
): Promise<void> {
  const local = wanted.filter(({ name }) => databaseUrlOf(name, environment) === null);
  const server = local.length > 0 ? await startLocalServer(local) : null;
  try {
    for (const subgraph of wanted) {
      const url = databaseUrlOf(subgraph.name, environment) ?? server?.url(subgraph.database) ?? '';
      const database = openDatabase({ url, applicationName, statementTimeoutMs });
      try {
        await visit(subgraph, database);
      } finally {
        await database.close();
      }
    }
  } finally {
    await server?.stop();
  }
}

async function startLocalServer(local: readonly Subgraph[]): Promise<EmbeddedPostgres> {
  const dataDir = resolve(import.meta.dirname, '..', environment['DATA_DIR'] ?? '.data');
  const server = await startEmbeddedPostgres({ dataDir });
  await ensureDatabases(
    server.url('postgres'),
    local.map(({ database }) => database),
  );
  return server;
}
