import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { prepareDatabase } from '@ecosystem/kit/bootstrap';
import { type Database, openDatabase } from '@ecosystem/kit/database';
import { type EmbeddedPostgres, ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import { createVault } from '@ecosystem/kit/field-encryption';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { createSeedWorld } from '@ecosystem/kit/world';
import postgres from 'postgres';
import { contractsMean, contractsMeanQuery } from '../../../subgraphs/finance/seed/contracts.ts';
import { definitions } from '../../definitions.ts';
import { readTextIfThere, repository } from '../files.ts';
import { fillOneDatabase, oneDatabase } from './one-database.ts';

/** The databases of the bench, ready to be asked. */
export interface BenchWorld {
  readonly customers: number;
  /** Holds the server's data and the key that signs the tokens. */
  readonly dataDir: string;
  /** The address of one database of the server. */
  url(database: string): string;
  stop(): Promise<void>;
}

/** As a production server of this size would be set; the kit's own settings (fsync off, no JIT) stand in its command line. */
export const serverSettings: Readonly<Record<string, string>> = {
  shared_preload_libraries: 'pg_stat_statements',
  shared_buffers: '1GB',
  effective_cache_size: '8GB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  random_page_cost: '1.1',
  'pg_stat_statements.save': 'off',
};

const statementTimeoutMs = 600_000;
const stampName = 'world.json';

/** Starts the bench's PostgreSQL; its world is seeded first unless the one of the last run still fits. */
export async function openBenchWorld(options: {
  readonly folder: string;
  readonly customers: number;
  /** Whether what is committed is on the disk. */
  readonly isDurable: boolean;
  readonly say: (sentence: string) => void;
}): Promise<BenchWorld> {
  const { customers, isDurable, say } = options;
  const dataDir = join(options.folder, `world-${customers}`);
  const stamp = describeWorld(customers);
  const isKept = readTextIfThere(join(dataDir, stampName)) === stamp;
  // Half a world, or one of other sources, is worth nothing.
  if (!isKept) rmSync(dataDir, { recursive: true, force: true });
  const server = await startTuned(dataDir, isDurable);
  try {
    if (!isKept) {
      say(`Seeding ${customers} customers; the next run finds them in place.`);
      await seedAll(server, customers, say);
      writeFileSync(join(dataDir, stampName), stamp);
    }
    await warmUp(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { customers, dataDir, url: (database) => server.url(database), stop: () => server.stop() };
}

/** Some settings count only from the start on, so a new cluster is started twice. */
async function startTuned(dataDir: string, isDurable: boolean): Promise<EmbeddedPostgres> {
  const first = await startEmbeddedPostgres({ dataDir, durable: isDurable });
  const sql = postgres(first.url('postgres'), { max: 1, onnotice: () => {} });
  try {
    const [current] = await sql<{ value: string }[]>`select current_setting('shared_preload_libraries') as value`;
    if (current?.value === serverSettings['shared_preload_libraries']) return first;
    for (const [name, value] of Object.entries(serverSettings)) {
      // Settings of a library that is not loaded yet can only be written after it has been.
      if (!name.includes('.')) await sql.unsafe(`alter system set ${name} = '${value}'`);
    }
  } finally {
    await sql.end();
  }
  await first.stop();
  return startEmbeddedPostgres({ dataDir, durable: isDurable });
}

async function seedAll(server: EmbeddedPostgres, customers: number, say: (sentence: string) => void): Promise<void> {
  const all = Object.values(definitions);
  await ensureDatabases(server.url('postgres'), [...all.map(({ name }) => name), oneDatabase]);
  const seeding = { world: createSeedWorld(customers), vault: createVault(testFieldKeys) };
  for (const definition of all) {
    const startedAt = performance.now();
    await prepareDatabase(definition, server.url(definition.name), seeding);
    const database = openDatabase({ url: server.url(definition.name), applicationName: 'bench', statementTimeoutMs });
    try {
      await checkInvariants(definition.name, database, definition.invariants);
      if (definition === definitions.finance) await checkContracts(database);
      await database.write.execute('vacuum analyze');
    } finally {
      await database.close();
    }
    say(`  ${definition.name}: ${Math.round((performance.now() - startedAt) / 1000)} s, invariants hold`);
  }
  const startedAt = performance.now();
  await fillOneDatabase((name) => server.url(name), all);
  say(`  one database with all five: ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

/** The world is as large as people's lives are: contracts come to the published mean (AT-5-1). */
async function checkContracts(database: Database): Promise<void> {
  const [row] = await database.write.execute(contractsMeanQuery);
  const mean = Number(row?.['mean']);
  const { value, tolerance } = contractsMean;
  if (!(Math.abs(mean - value) <= tolerance)) {
    throw new Error(`Customers have ${mean} contracts on average; expected ${value} within ${tolerance}.`);
  }
}

/** Reads every table and index once, so that no variant pays for being the first. */
async function warmUp(server: EmbeddedPostgres): Promise<void> {
  const sql = postgres(server.url('postgres'), { max: 1, onnotice: () => {} });
  try {
    await sql`create extension if not exists pg_stat_statements`;
  } finally {
    await sql.end();
  }
  for (const name of [...Object.keys(definitions), oneDatabase]) {
    const client = postgres(server.url(name), { max: 1, onnotice: () => {} });
    try {
      await client`create extension if not exists pg_prewarm`;
      await client`
        select pg_prewarm(c.oid::regclass) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'i') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`;
    } finally {
      await client.end();
    }
  }
}

/** What the world is made from: its size, and the sources of tables and seeds. */
function describeWorld(customers: number): string {
  const hash = createHash('sha256');
  for (const path of listSources()) hash.update(relative(repository, path)).update(readFileSync(path));
  return `${JSON.stringify({ customers, sources: hash.digest('hex') })}\n`;
}

/** Files of the kit from which rows follow. */
const kitSources = [
  ...['demo-auto', 'demo-contacts', 'demo-facts', 'demo-health', 'demo-merchants', 'demo-orders'],
  ...['world', 'masking', 'ids', 'transitions', 'bootstrap', 'insert-rows', 'field-encryption', 'testing-keys'],
];

function listSources(): string[] {
  const flats = Object.keys(definitions).map((name) => join(repository, 'subgraphs', name));
  return [
    ...flats.flatMap((flat) => ['migrations', 'seed', 'seed.ts', 'src/domain'].map((part) => join(flat, part))),
    ...kitSources.map((name) => join(repository, 'subgraphs/kit/src', `${name}.ts`)),
    join(import.meta.dirname, 'one-database.ts'),
  ].flatMap(listFiles);
}

function listFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => listFiles(join(path, name)));
}
