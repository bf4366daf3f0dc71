import { ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config.ts';

/** Where the database of each of our subgraphs is. */
export interface Databases {
  urlOf(name: string): string;
  /** Stops the embedded server if this process started it. */
  close(): Promise<void>;
}

/**
 * The configured databases; for those that are not, the embedded server is started and has one for each subgraph.
 * @throws EmbeddedPostgresError with a sentence; then nothing stays open.
 */
export async function openDatabases(
  config: Pick<GatewayConfig, 'dataDir' | 'databaseUrlOf'>,
  logger: Logger,
): Promise<Databases> {
  const local = subgraphs.filter(({ name }) => config.databaseUrlOf(name) === null);
  const databaseOf = (name: string) => local.find((subgraph) => subgraph.name === name)?.database ?? name;
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
