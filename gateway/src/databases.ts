import { ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import { gatewayDatabaseName, subgraphs } from '@ecosystem/schema/subgraphs.ts';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config.ts';

/** Where the database of each of our subgraphs and of the gateway is. */
export interface Databases {
  urlOf(name: string): string;
  /** Stops the embedded server if this process started it. */
  close(): Promise<void>;
}

type DatabasesConfig = Pick<GatewayConfig, 'dataDir' | 'databaseUrlOf' | 'transport'>;

/**
 * The configured databases; for those that are not, the embedded server is started and has one for each.
 * Those of the subgraphs are opened where the subgraphs run in this process.
 * @throws EmbeddedPostgresError with a sentence; then nothing stays open.
 */
export async function openDatabases(config: DatabasesConfig, logger: Logger): Promise<Databases> {
  const own = { name: gatewayDatabaseName, database: gatewayDatabaseName };
  const wanted = config.transport === 'in-process' ? [...subgraphs, own] : [own];
  const local = wanted.filter(({ name }) => config.databaseUrlOf(name) === null);
  const databaseOf = (name: string) => local.find((one) => one.name === name)?.database ?? name;
  const embedded = local.length > 0 ? await startEmbeddedPostgres({ dataDir: config.dataDir, logger }) : null;
  try {
    if (embedded) {
      await ensureDatabases(
        embedded.url('postgres'),
        local.map(({ database }) => database),
      );
    }
    return {
      urlOf: (name) => config.databaseUrlOf(name) ?? embedded?.url(databaseOf(name)) ?? '',
      close: async () => embedded?.stop(),
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
