import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateGatewayDatabase } from '@ecosystem/gateway/database/database';
import { prepareDatabase } from '@ecosystem/kit/bootstrap';
import { ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import { createVault } from '@ecosystem/kit/field-encryption';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { createSeedWorld } from '@ecosystem/kit/world';
import type { TestProject } from 'vitest/node';
import { definitions } from './definitions.ts';

/**
 * Starts a PostgreSQL server for this test run alone and makes one migrated and seeded template for each subgraph;
 * test files clone them. The server and its data go with the run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecosystem-tests-'));
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  const all = Object.values(definitions);
  await ensureDatabases(
    server.url('postgres'),
    [...all.map(({ name }) => name), 'gateway'].map((name) => `template_${name}`),
  );
  await migrateGatewayDatabase(server.url('template_gateway'));
  const seeding = { world: createSeedWorld(), vault: createVault(testFieldKeys) };
  await Promise.all(
    all.map((definition) => prepareDatabase(definition, server.url(`template_${definition.name}`), seeding)),
  );
  project.provide('postgresUrl', server.url('postgres'));
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
