import { auto } from '@ecosystem/auto';
import { commerce } from '@ecosystem/commerce';
import { finance } from '@ecosystem/finance';
import { health } from '@ecosystem/health';
import { bootSubgraph } from '@ecosystem/kit/bootstrap';
import { openDevelopmentFieldKeys } from '@ecosystem/kit/field-keys';
import { openSubgraph, type Subgraph, type SubgraphDefinition } from '@ecosystem/kit/subgraph';
import { startWork, type Work } from '@ecosystem/kit/work';
import { social } from '@ecosystem/social';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config.ts';
import type { Databases } from './databases.ts';

/** The subgraphs that can run in this process. This file alone imports them; without it the gateway serves any supergraph. */
const definitions: readonly SubgraphDefinition[] = [finance, health, auto, commerce, social];

export interface MountedSubgraphs {
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  /** Ends their work, then closes the subgraphs. */
  close(): Promise<void>;
}

interface Mounted {
  readonly subgraph: Subgraph;
  /** Null where this process only answers. */
  readonly work: Work | null;
}

type MountConfig = Pick<
  GatewayConfig,
  'dataDir' | 'fieldKeys' | 'seed' | 'areJobsOn' | 'statementTimeoutMs' | 'readConnections' | 'areDatabasesReady'
>;

/**
 * Opens our subgraphs in this process, each over its own database, which is migrated and filled unless that was done already.
 * @throws StartError or Error with a sentence; then nothing stays open.
 */
export async function mountSubgraphs(
  config: MountConfig,
  databases: Pick<Databases, 'urlOf'>,
  logger: Logger,
): Promise<MountedSubgraphs> {
  const fieldKeys = config.fieldKeys ?? (await openDevelopmentFieldKeys(config.dataDir));
  const open = async (definition: SubgraphDefinition): Promise<Mounted> => {
    const options = {
      databaseUrl: databases.urlOf(definition.name),
      statementTimeoutMs: config.statementTimeoutMs,
      readConnections: config.readConnections,
      fieldKeys,
      logger,
    };
    const subgraph = config.areDatabasesReady
      ? openSubgraph(definition, options)
      : await bootSubgraph(definition, { ...options, seed: config.seed });
    return { subgraph, work: config.areJobsOn ? await startWork(definition, subgraph, options) : null };
  };
  const boots = await Promise.allSettled(definitions.map(open));
  const opened = boots.flatMap((boot) => (boot.status === 'fulfilled' ? [boot.value] : []));
  const failed = boots.find((boot) => boot.status === 'rejected');
  const close = async () => {
    await Promise.all(opened.map(({ work }) => work?.stop()));
    await Promise.all(opened.map(({ subgraph }) => subgraph.close()));
  };
  if (failed) {
    await close();
    throw failed.reason;
  }
  return { subgraphs: new Map(opened.map(({ subgraph }) => [subgraph.name, subgraph])), close };
}
