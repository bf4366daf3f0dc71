import cluster from 'node:cluster';
import { join, resolve } from 'node:path';
import {
  type DevelopmentIssuer,
  developmentAudience,
  openDevelopmentIssuer,
  readIssuerKey,
} from '@ecosystem/kit/development-issuer';
import { StartError } from '@ecosystem/kit/start-error';
import { gatewayDatabaseName } from '@ecosystem/schema/subgraphs.ts';
import type { Logger } from 'pino';
import { createTokenVerifier, type TokenVerifier } from './authenticate.ts';
import { createLocalBudgets, type LocalBudgetSettings } from './budgets/local.ts';
import type { GatewayConfig } from './config.ts';
import { type GatewayDatabase, migrateGatewayDatabase, openGatewayDatabase } from './database/database.ts';
import { openDatabases } from './databases.ts';
import { indexDocuments, readStoredDocuments } from './documents/stored-documents.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createAdmission } from './http/admission.ts';
import type { EmbeddedIssuer } from './issuer/issuer.ts';
import type { MountedSubgraphs } from './mount.ts';
import { canSharePorts, checkPort, explainPort } from './port.ts';
import type { SubgraphAddress } from './supergraph/supergraph.ts';
import { readSupergraphFile, watchSupergraphFile } from './supergraph/supergraph-file.ts';
import { connectHttp } from './transport/http.ts';
import { connectInProcess } from './transport/in-process.ts';
import type { Transport } from './transport/transport.ts';

const schemaFolder = resolve(import.meta.dirname, '../../schema');

/** A gateway that answers, with everything that belongs to it. */
export interface RunningGateway {
  readonly port: number;
  /** As Gateway.close; then closes all that belongs to it, an embedded database server last. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Starts the gateway as it is configured, with our own subgraphs in process, over HTTP, or with a supergraph of others.
 * @throws ConfigurationError, StartError, SupergraphError or EmbeddedPostgresError with a sentence for the person who started it.
 */
export async function startGateway(config: GatewayConfig, logger: Logger): Promise<RunningGateway> {
  // Before anything is opened: the commonest reason why a start fails. For workers the primary has tried it.
  if (config.port !== 0 && !cluster.isWorker) await checkPort(config);
  const file = config.supergraphFile ?? join(schemaFolder, 'supergraph.graphql');
  const supergraphSdl = await readSupergraphFile(file);
  // Before anything is opened as well: a key that cannot be read needs a person.
  const development = await openDevelopment(config);
  const belongings = new AsyncDisposableStack();
  try {
    const isOwn = config.supergraphFile === null;
    const databases = isOwn ? belongings.adopt(await openDatabases(config, logger), (open) => open.close()) : null;
    const mounted =
      databases && config.transport === 'in-process'
        ? belongings.adopt(await (await import('./mount.ts')).mountSubgraphs(config, databases, logger), (open) =>
            open.close(),
          )
        : null;
    const database = databases
      ? belongings.adopt(await openOwnDatabase(databases.urlOf(gatewayDatabaseName), config), (open) => open.close())
      : null;
    const issuer = database && development ? await openIssuer(database, config, logger) : null;
    if (issuer) belongings.defer(() => issuer.close());
    const gateway = await createGateway({
      supergraphSdl,
      origin: file,
      connect: (subgraph) => connect(subgraph, mounted, config),
      verifier: chooseVerifier(config, development, issuer),
      logger,
      documents: isOwn ? readStoredDocuments(join(schemaFolder, 'operations')) : indexDocuments([]),
      limits: config.limits,
      requestTimeoutMs: config.requestTimeoutMs,
      engine: { planner: config.planner },
      admission: createAdmission(config.admission),
      firstPartyBudgets: createLocalBudgets(shareOfWorker(config)),
      isIntrospectionOn: config.isIntrospectionOn,
      corsOrigins: config.corsOrigins,
      forwardHeaders: config.forwardHeaders,
      ...(database && {
        partners: {
          database,
          redisUrl: config.budgets.redisUrl,
          budget: config.budgets.partner,
          storeTimeoutMs: config.statementTimeoutMs,
          demoFolder: config.seed === 'demo' ? join(schemaFolder, 'operations/partner') : null,
        },
      }),
      ...(issuer && { issuer }),
      ...(config.issuer && { outsideIssuer: config.issuer.issuer }),
      publicUrl: config.embeddedIssuer.publicUrl,
    });
    let graceMs: number | undefined;
    belongings.defer(() => gateway.close(graceMs));
    await listen(gateway, config);
    belongings.defer(watchSupergraphFile(file, supergraphSdl, gateway.update, logger));
    return {
      port: portOf(gateway),
      close(grace) {
        graceMs = grace;
        return belongings.disposeAsync();
      },
    };
  } catch (error) {
    await belongings.disposeAsync();
    throw error;
  }
}

/** Each worker counts for itself, and the system deals connections out evenly. */
function shareOfWorker({ budgets, workers }: GatewayConfig): LocalBudgetSettings {
  return { ...budgets.firstParty, quota: Math.ceil(budgets.firstParty.quota / workers) };
}

/** The gateway's own database, at its newest schema. */
async function openOwnDatabase(url: string, config: GatewayConfig): Promise<GatewayDatabase> {
  if (!config.areDatabasesReady) await migrateGatewayDatabase(url);
  return openGatewayDatabase(url, config.statementTimeoutMs);
}

function connect(subgraph: SubgraphAddress, mounted: MountedSubgraphs | null, config: GatewayConfig): Transport {
  const local = mounted?.subgraphs.get(subgraph.name);
  const timeoutMs = config.timeoutMsOf(subgraph.name);
  if (local) return connectInProcess(local, { timeoutMs });
  const url = addressOf(subgraph, config);
  return connectHttp({ name: subgraph.name, url, timeoutMs, callerSecret: config.callerSecret ?? undefined });
}

function addressOf({ name, url }: SubgraphAddress, config: GatewayConfig): string {
  const address = config.urlOf(name) ?? url;
  if (URL.canParse(address)) return address;
  throw new StartError(`The supergraph gives no address for the subgraph ${name}; set ${name.toUpperCase()}_URL.`);
}

/** The development issuer, unless somebody else says who asks: an issuer, or subgraphs of others that see the header themselves. */
async function openDevelopment({ issuer, supergraphFile, forwardHeaders, dataDir }: GatewayConfig) {
  if (issuer || (supergraphFile !== null && forwardHeaders.includes('authorization'))) return null;
  return openDevelopmentIssuer(dataDir);
}

/** Our own authorization server for partners. */
async function openIssuer(database: GatewayDatabase, config: GatewayConfig, logger: Logger): Promise<EmbeddedIssuer> {
  const privateKey = await readIssuerKey(config.dataDir);
  // Only here, because loading it takes a moment that other gateways need not spend.
  const { createIssuer } = await import('./issuer/issuer.ts');
  return createIssuer({ database, privateKey, audience: developmentAudience, ...config.embeddedIssuer, logger });
}

function chooseVerifier(
  { issuer }: GatewayConfig,
  development: DevelopmentIssuer | null,
  embedded: EmbeddedIssuer | null,
): TokenVerifier | null {
  if (issuer) return createTokenVerifier({ keys: issuer.jwksUrl, issuer: issuer.issuer, audience: issuer.audience });
  if (!development) return null;
  const { jwks: keys, issuer: name, audience } = development;
  const more = embedded ? [{ keys: embedded.keys, issuer: embedded.name, audience: embedded.audience }] : [];
  return createTokenVerifier([{ keys, issuer: name, audience }, ...more]);
}

async function listen(gateway: Gateway, config: GatewayConfig): Promise<void> {
  try {
    await gateway.listen({ host: config.host, port: config.port, reusePort: cluster.isWorker && canSharePorts });
  } catch (error) {
    throw explainPort(error, config);
  }
}

function portOf({ fastify }: Gateway): number {
  const address = fastify.server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
