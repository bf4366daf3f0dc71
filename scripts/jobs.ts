import { resolve } from 'node:path';
import { databaseUrlOf } from '@ecosystem/kit/config';
import { type Database, openDatabase } from '@ecosystem/kit/database';
import { type EmbeddedPostgres, ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import { listHeldEvents, listParkedJobs, type Parked, retryHeldEvent, retryParkedJob } from '@ecosystem/kit/parked';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';

/**
 * Jobs and events that failed until their attempts were used up: `pnpm run jobs [list]` prints them,
 * `pnpm run jobs retry <subgraph> <id>` gives one of them its attempts again.
 */

const statementTimeoutMs = 10_000;
const environment = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
const columns = ['subgraph', 'id', 'queue', 'key', 'attempts', 'since', 'last error'] as const;
const usage = 'Usage: pnpm run jobs [list | retry <subgraph> <id>]';

type Subgraph = (typeof subgraphs)[number];

/** Calls `visit` with the database of each of these subgraphs, one after the other. */
async function visitDatabases(
  wanted: readonly Subgraph[],
  visit: (subgraph: Subgraph, database: Database) => Promise<void>,
): Promise<void> {
  const local = wanted.filter(({ name }) => databaseUrlOf(name, environment) === null);
  const server = local.length > 0 ? await startLocalServer(local) : null;
  try {
    for (const subgraph of wanted) {
      const url = databaseUrlOf(subgraph.name, environment) ?? server?.url(subgraph.database) ?? '';
      const database = openDatabase({ url, applicationName: 'jobs command', statementTimeoutMs });
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

async function printParked(): Promise<void> {
  const rows: string[][] = [];
  await visitDatabases(subgraphs, async ({ name }, database) => {
    const parked = [...(await listParkedJobs(database)), ...(await listHeldEvents(database))];
    rows.push(...parked.map((one) => describeParked(name, one)));
  });
  if (rows.length === 0) return console.log('Nothing is parked.');
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  for (const row of [columns, ...rows]) {
    console.log(
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

function describeParked(subgraph: string, { id, queue, key, attempts, since, lastError }: Parked): string[] {
  const error = lastError ?? 'its process ended';
  return [subgraph, id, queue, key, String(attempts), since.toISOString(), error.replaceAll(/\s+/g, ' ')];
}

async function retry(name: string | undefined, id: string | undefined): Promise<void> {
  const subgraph = subgraphs.find((one) => one.name === name);
  if (!subgraph || id === undefined) {
    return refuse(`Name a subgraph (${subgraphs.map((one) => one.name).join(', ')}) and an id. ${usage}`);
  }
  await visitDatabases([subgraph], async (_, database) => {
    const isFound = (await retryParkedJob(database, id)) || (await retryHeldEvent(database, id));
    if (isFound) console.log(`${id} of ${subgraph.name} is tried again.`);
    else refuse(`Nothing with the id "${id}" is parked in ${subgraph.name}.`);
  });
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

async function main([action = 'list', ...rest]: readonly string[]): Promise<void> {
  if (action === 'list') return printParked();
  if (action === 'retry') return retry(rest[0], rest[1]);
  refuse(`There is no action "${action}". ${usage}`);
}

await main(process.argv.slice(2)).catch((error: unknown) =>
  refuse(error instanceof Error ? error.message : String(error)),
);
