import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { castIds } from '@ecosystem/kit/personas';
import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { GatewayDatabase } from '../database/database.ts';
import { partnerOperations } from '../database/tables-operations.ts';
import type { Registry } from './registry.ts';

export interface RegistrySeed {
  readonly registry: Pick<Registry, 'publish'>;
  readonly database: GatewayDatabase;
  /** Holds `<alias>/manifest.json` for partners of the demo cast. */
  readonly folder: string;
  readonly logger: Logger;
}

/** Any number will do, as long as all workers take the same. */
const seedLock = 7_061_725;
/** Who published what the demo brings. */
const seeder = 'seed';

/**
 * Publishes the manifests of the demo's partners where nothing was ever published.
 * Workers that start together take turns; those that come later find what the first one published.
 */
export async function seedRegistry({ registry, database, folder, logger }: RegistrySeed): Promise<void> {
  await database.pool.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(${seedLock})`);
    const [row] = await transaction.select({ id: partnerOperations.documentId }).from(partnerOperations).limit(1);
    if (row) return;
    for (const [partnerId, manifest] of readManifests(folder)) {
      const outcome = await registry.publish(partnerId, manifest, seeder, { isAwaited: false });
      if (!outcome.ok) logger.warn({ partnerId, problems: outcome.problems }, 'a manifest of the demo was refused');
    }
  });
}

function readManifests(folder: string): [string, unknown][] {
  if (!existsSync(folder)) return [];
  return globSync('*/manifest.json', { cwd: folder })
    .toSorted()
    .flatMap((path): [string, unknown][] => {
      const partnerId = castIds[dirname(path)];
      return partnerId ? [[partnerId, JSON.parse(readFileSync(join(folder, path), 'utf8'))]] : [];
    });
}
