import { auto } from '@ecosystem/auto';
import { commerce } from '@ecosystem/commerce';
import { finance } from '@ecosystem/finance';
import { health } from '@ecosystem/health';
import { bootSubgraph } from '@ecosystem/kit/bootstrap';
import { type EmbeddedPostgres, ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import type { Subgraph, SubgraphDefinition } from '@ecosystem/kit/subgraph';
import { subgraphs as listed } from '@ecosystem/schema/subgraphs.ts';
import { social } from '@ecosystem/social';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config.ts';

/** The subgraphs that can run in this process. This file alone imports them; without it the gateway serves any supergraph. */
const definitions: readonly SubgraphDefinition[] = [finance, health, auto, commerce, social];

export interface MountedSubgraphs {
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  /** Closes the subgraphs, then the embedded database server. */
  close(): Promise<void>;
}

type MountConfig = Pick<GatewayConfig, 'dataDir' | 'databaseUrlOf' | 'seed' | 'statementTimeoutMs'>;

/**
 * Opens our subgraphs in this process, each over its own database, migrated and filled.
 * @throws StartError, EmbeddedPostgresError or Error with a sentence; then nothing stays open.
 */
export async function mountSubgraphs(config: MountConfig, logger: Logger): Promise<MountedSubgraphs> {
  const embedded = await startIfNeeded(config, logger);
  const boots = await Promise.allSettled(
    definitions.map((definition) =>
      bootSubgraph(definition, {
        databaseUrl: config.databaseUrlOf(definition.name) ?? embedded?.url(databaseOf(definition.name)) ?? '',
        statementTimeoutMs: config.statementTimeoutMs,
        seed: config.seed,
        logger,
      }),
    ),
  );
  const opened = boots.flatMap((boot) => (boot.status === 'fulfilled' ? [boot.value] : []));
  const failed = boots.find((boot) => boot.status === 'rejected');
  if (failed) {
    await Promise.all(opened.map((subgraph) => subgraph.close()));
    await embedded?.stop();
    throw failed.reason;
  }
  return {
    subgraphs: new Map(opened.map((subgraph) => [subgraph.name, subgraph])),
    async close() {
      await Promise.all(opened.map((subgraph) => subgraph.close()));
      await embedded?.stop();
    },
  };
}

/** The embedded server, if a subgraph has no database elsewhere. */
async function startIfNeeded(config: MountConfig, logger: Logger): Promise<EmbeddedPostgres | null> {
  const local = definitions.filter(({ name }) => config.databaseUrlOf(name) === null);
  if (local.length === 0) return null;
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, logger });
  try {
    await ensureDatabases(
      embedded.url('postgres'),
      local.map(({ name }) => databaseOf(name)),
    );
    return embedded;
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

const databaseOf = (name: string): string => listed.find((subgraph) => subgraph.name === name)?.database ?? name;
