import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import cors from '@fastify/cors';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { TokenVerifier } from './authenticate.ts';
import type { LocalBudgets } from './budgets/local.ts';
import type { GatewayContext } from './context.ts';
import { indexDocuments, type StoredDocuments } from './documents/stored-documents.ts';
import type { EngineOptions } from './execute/engine.ts';
import { maskFormatted } from './execute/errors.ts';
import { hostSupergraph, type SupergraphHost } from './execute/supergraph-host.ts';
import { buildExamples } from './graphiql/examples.ts';
import { serveGraphiql } from './graphiql/plugin.ts';
import { type Admission, createAdmission, defaultAdmission } from './http/admission.ts';
import { answerUnknown, answerUnroutable, createErrorHandler } from './http/errors.ts';
import { serveGraphql } from './http/graphql-route.ts';
import { serveHealth } from './http/health.ts';
import { showSandbox } from './http/landing.ts';
import { chooseRequestId, requestIdHeader } from './http/request-id.ts';
import { watchUnusedConnections } from './http/unused-connections.ts';
import type { EmbeddedIssuer } from './issuer/issuer.ts';
import { createLimitGuard, defaultLimits, type OperationLimits } from './limits/limits.ts';
import type { OpenPartners } from './partners/open.ts';
import type { PartnerSettings } from './partners/settings.ts';
import type { SubgraphAddress } from './supergraph/supergraph.ts';
import type { Transport } from './transport/transport.ts';

export interface GatewayOptions {
  readonly supergraphSdl: string;
  /** What the supergraph is called in messages, for example its file. */
  readonly origin?: string;
  /** How each subgraph is reached; the gateway closes what it was given. */
  readonly connect: (subgraph: SubgraphAddress) => Transport;
  /** Null: tokens are the business of the subgraphs, and all callers are anonymous to the gateway. */
  readonly verifier: TokenVerifier | null;
  readonly logger: Logger;
  readonly documents?: StoredDocuments;
  readonly limits?: OperationLimits;
  /** How many operations are worked on at once, and how many wait. */
  readonly admission?: Admission;
  readonly isIntrospectionOn?: boolean;
  /** Web pages that may call from a browser, besides Apollo Sandbox. */
  readonly corsOrigins?: readonly string[];
  /** Headers of clients that subgraphs are to see, in lower case. */
  readonly forwardHeaders?: readonly string[];
  /** Longest time for one operation; subgraphs are told what is left of it. */
  readonly requestTimeoutMs?: number;
  /** Which planner and executor. */
  readonly engine?: EngineOptions;
  /** What first-party callers may use; without it they are not charged. */
  readonly firstPartyBudgets?: LocalBudgets;
  /** What partners need; without it no caller is taken for a partner. */
  readonly partners?: PartnerSettings;
  /** The gateway's own authorization server for partners; without it none is served. */
  readonly issuer?: Pick<EmbeddedIssuer, 'mount' | 'name'>;
  /** The name of an outside issuer, for clients that look for it. */
  readonly outsideIssuer?: string;
  /** The origin that clients know, for example https://api.example.com; without it, what their requests name. */
  readonly publicUrl?: string | null;
  /** False: neither Sandbox nor GraphiQL is served. */
  readonly hasPages?: boolean;
}

/** Where a gateway listens. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  /** Several processes may listen there; the system deals connections out to them. */
  readonly reusePort?: boolean;
}

/** A gateway that answers as soon as it listens. */
export interface Gateway {
  /** For tests: requests can be injected without a port. */
  readonly fastify: FastifyInstance;
  /** @returns the address, for example http://127.0.0.1:4000. */
  listen(where: ListenPlace): Promise<string>;
  /** Settles when the stored documents are ready; requests are answered before as well. */
  readonly warmed: Promise<void>;
  /** Changes to another supergraph, as SupergraphHost does. */
  update(supergraphSdl: string): Promise<void>;
  /**
   * Says at /ready that it stops, serves on for the grace that load balancers need to see it, then takes no new requests, lets
   * those under way end, and closes all connections. From the first moment each answer is the last of its connection.
   */
  close(graceMs?: number): Promise<void>;
}

const requestTimeoutDefaultMs = 10_000;
/** How long a client may take to send one request; without it a few slow ones could hold all connections. */
const receiveTimeoutMs = 30_000;
/** How long requests under way may take once the gateway is to stop; less than main.ts gives the whole. */
const patienceMs = 7_000;
const sandboxOrigin = 'https://studio.apollographql.com';
/** How long a browser may remember that it may call us. */
const preflightS = 600;
/** The stored documents whose texts the pages show. */
const pagesClient = 'web';

/**
 * Wires a supergraph, Apollo Server and Fastify into one gateway that does not listen yet.
 * @throws SupergraphError if the supergraph cannot be served.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger, limits = defaultLimits, documents = indexDocuments([]), hasPages = true } = options;
  const host = hostSupergraph({ ...options, origin: options.origin ?? 'The supergraph' });
  const apollo = createApollo(host, options, documents, hasPages);
  await apollo.start();

  const fastifyLogger: FastifyBaseLogger = logger;
  const fastify = Fastify({
    loggerInstance: fastifyLogger,
    // One line for each request would cost more than many a request; faults are logged with their request id.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    genReqId: ({ headers }) => chooseRequestId(headers),
    forceCloseConnections: 'idle',
    requestTimeout: receiveTimeoutMs,
    frameworkErrors: answerUnroutable,
  });
  const closeUnused = watchUnusedConnections(fastify.server);
  let isWarm = false;
  let isStopping = false;

  fastify.removeContentTypeParser('text/plain');
  fastify.setErrorHandler(createErrorHandler(limits));
  fastify.setNotFoundHandler(answerUnknown);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) reply.header('connection', 'close');
    done();
  });
  await fastify.register(cors, {
    origin: [sandboxOrigin, ...(options.corsOrigins ?? [])],
    methods: ['GET', 'POST'],
    exposedHeaders: [requestIdHeader, 'retry-after', 'ratelimit', 'ratelimit-policy'],
    maxAge: preflightS,
    strictPreflight: false,
  });
  serveHealth(fastify, {
    transports: () => host.current().transports,
    isWarm: () => isWarm,
    isStopping: () => isStopping,
  });
  const checkText = createLimitGuard(limits);
  // What serves partners is loaded where there are some.
  const forPartners = options.partners ? await import('./partners/serve.ts') : null;
  const partners =
    forPartners && options.partners ? await forPartners.openPartners(options.partners, host, checkText, logger) : null;
  const requestTimeoutMs = options.requestTimeoutMs ?? requestTimeoutDefaultMs;
  const shared = {
    engine: host.current,
    requestTimeoutMs,
    logger,
    admission: options.admission ?? createAdmission(defaultAdmission),
    forwardHeaders: options.forwardHeaders ?? [],
  };
  if (partners && forPartners && options.partners && options.verifier) {
    const { verifier } = options;
    const { serveRegistry, openOperatorDesk, serveOperators, serveMcp } = forPartners;
    serveRegistry(fastify, { registry: partners.registry, verifier });
    const desk = openOperatorDesk(options.partners, partners, host, logger);
    serveOperators(fastify, { desk, verifier, checkText, requestTimeoutMs });
    serveMcp(fastify, {
      ...shared,
      ...partners,
      verifier,
      corsOrigins: options.corsOrigins ?? [],
      publicUrl: options.publicUrl ?? null,
      authorizationServer: () => options.issuer?.name() ?? options.outsideIssuer ?? null,
    });
  }
  serveGraphql(fastify, {
    ...shared,
    apollo,
    verifier: options.verifier,
    documents,
    checkText,
    partners: partners?.desk ?? null,
    ...(options.firstPartyBudgets && { firstPartyBudgets: options.firstPartyBudgets }),
  });
  if (options.issuer) {
    const { createAsk, createSocialDesk, createStatusOf } = await import('./issuer/serve.ts');
    const ask = createAsk({
      apollo,
      transports: () => host.current().transports,
      requestTimeoutMs,
      logger,
    });
    options.issuer.mount(fastify, { desk: createSocialDesk(ask), statusOf: createStatusOf(ask) });
  }
  if (hasPages) {
    await fastify.register(serveGraphiql, {
      endpoint: '/graphql',
      examples: buildExamples(documents.all, pagesClient),
    });
  }

  const warming = warmAll(host, documents, partners, logger).finally(() => {
    isWarm = true;
  });

  return {
    fastify,
    warmed: warming,
    listen: (where) => fastify.listen(where),
    update: (supergraphSdl) => host.update(supergraphSdl),
    async close(graceMs = 0) {
      isStopping = true;
      if (graceMs > 0) await sleep(graceMs);
      // Who has not finished sending a request by then is not waited for.
      const patience = setTimeout(() => fastify.server.closeAllConnections(), patienceMs);
      const closed = fastify.close();
      closeUnused();
      await closed;
      clearTimeout(patience);
      await apollo.stop();
      await warming;
      await partners?.close();
      await host.close();
    },
  };
}

/** Makes ready what will be asked: by frontends, and by partners. */
async function warmAll(
  host: SupergraphHost,
  documents: StoredDocuments,
  partners: OpenPartners | null,
  logger: Logger,
): Promise<void> {
  await host.warm(documents.all.map(({ text }) => text));
  try {
    await partners?.seed();
    await partners?.registry.warmed;
  } catch (error) {
    logger.error({ err: error }, 'what partners may ask could not be made ready');
  }
}

function createApollo(
  host: SupergraphHost,
  options: GatewayOptions,
  documents: StoredDocuments,
  hasPages: boolean,
): ApolloServer<GatewayContext> {
  const { isIntrospectionOn = true } = options;
  const firstOperation = documents.all.find(({ name }) => name === 'Profile')?.text;
  return new ApolloServer<GatewayContext>({
    gateway: host.apollo,
    logger: options.logger,
    // Not read from the environment: what Apollo Server would do differently there is decided here, line by line.
    nodeEnv: 'production',
    apollo: {},
    introspection: isIntrospectionOn,
    // "Did you mean …" would tell the schema name by name.
    hideSchemaDetailsFromClientErrors: !isIntrospectionOn,
    // Only a token tells who asks, and no page can make a browser add one; bodies must be JSON, which needs a preflight.
    // Apollo's own check would turn away the plain GETs of urql and of links with a documentId.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: maskFormatted,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      hasPages ? showSandbox({ endpoint: '/graphql', firstOperation }) : ApolloServerPluginLandingPageDisabled(),
    ],
  });
}
