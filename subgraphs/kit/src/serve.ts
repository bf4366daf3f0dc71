import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { z } from 'zod';
import { bootSubgraph } from './bootstrap.ts';
import { callerHeader, verifyCaller } from './caller.ts';
import {
  ConfigurationError,
  callerSecret,
  commonVariables,
  databaseUrlOf,
  databaseVariable,
  explainFieldKeys,
  port,
  readConfig,
} from './config.ts';
import { DatabaseUnavailable } from './database.ts';
import { ensureDatabases, startEmbeddedPostgres } from './embedded-postgres.ts';
import { PublicError } from './errors.ts';
import { openDevelopmentFieldKeys } from './field-keys.ts';
import { hasCode } from './files.ts';
import { addBatchRoute } from './serve-batch.ts';
import { StartError } from './start-error.ts';
import type { Subgraph, SubgraphDefinition } from './subgraph.ts';
import { startWork } from './work.ts';

const bodyMaxBytes = 1_000_000;

const requestShape = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * The HTTP server of one subgraph: POST /graphql and POST /graphql/batch for the gateway alone, GET /health (the process lives)
 * and GET /ready (the database answers). A call without a valid signed caller header is answered 401.
 */
export function createSubgraphServer(
  subgraph: Pick<Subgraph, 'name' | 'execute' | 'ping'>,
  secret: string,
): FastifyInstance {
  const key = new TextEncoder().encode(secret);
  const server = Fastify({ bodyLimit: bodyMaxBytes, forceCloseConnections: 'idle' });

  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const isAway = error instanceof DatabaseUnavailable;
    const status = error instanceof PublicError ? 401 : isAway ? 503 : (error.statusCode ?? 500);
    const code = error instanceof PublicError ? error.extensions['code'] : status < 500 ? 'BAD_REQUEST' : 'INTERNAL';
    const message = status < 500 ? error.message : 'Something went wrong on our side.';
    return reply.status(status).send({ errors: [{ message, extensions: { code } }] });
  });

  server.post('/graphql', async (request, reply) => {
    const header = request.headers[callerHeader];
    const caller = await verifyCaller(Array.isArray(header) ? undefined : header, subgraph.name, key);
    const body = requestShape.safeParse(request.body);
    if (!body.success) {
      const message = 'The body must be a JSON object with "query" and, if needed, "operationName" and "variables".';
      return reply.status(400).send({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
    }
    const { query, operationName, variables } = body.data;
    const requestId = request.headers['x-request-id'];
    return subgraph.execute({
      query,
      operationName: operationName ?? undefined,
      variables: variables ?? undefined,
      caller,
      requestId: typeof requestId === 'string' ? requestId : randomUUID(),
    });
  });
  addBatchRoute(server, subgraph, key);
  server.get('/health', () => ({ status: 'pass' }));
  server.get('/ready', async (_request, reply) => {
    try {
      await subgraph.ping();
      return { status: 'pass' };
    } catch {
      return reply.status(503).send({ status: 'fail', reason: 'The database does not answer.' });
    }
  });
  return server;
}

/**
 * Serves one subgraph alone until the process is told to stop. Configured by environment variables; see the kit's config.ts.
 * What prevents the start is said in a sentence, and the process ends with code 1.
 */
export async function serveSubgraph(
  definition: SubgraphDefinition,
  environment: NodeJS.ProcessEnv,
  defaultPort: number,
): Promise<void> {
  try {
    await start(definition, environment, defaultPort);
  } catch (error) {
    const isExpected = error instanceof ConfigurationError || error instanceof StartError;
    process.stderr.write(`${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function start(
  definition: SubgraphDefinition,
  environment: NodeJS.ProcessEnv,
  defaultPort: number,
): Promise<void> {
  const config = readConfig(
    z.object({
      ...commonVariables,
      ...databaseVariable(definition.name),
      PORT: port.default(defaultPort),
      CALLER_SECRET: callerSecret,
    }),
    environment,
  );
  const logger = pino({ level: config.LOG_LEVEL });
  const configuredUrl = databaseUrlOf(definition.name, config);
  const problem = explainFieldKeys(config, configuredUrl !== null);
  if (problem !== null) throw new ConfigurationError([problem]);
  const fieldKeys = config.FIELD_KEYS ?? (await openDevelopmentFieldKeys(config.DATA_DIR));
  const embedded = configuredUrl === null ? await startEmbeddedPostgres({ dataDir: config.DATA_DIR, logger }) : null;
  if (embedded) await ensureDatabases(embedded.url('postgres'), [definition.name]);
  const databaseUrl = configuredUrl ?? embedded?.url(definition.name) ?? '';
  const subgraph = await bootSubgraph(definition, {
    databaseUrl,
    fieldKeys,
    logger,
    seed: config.SEED,
    statementTimeoutMs: config.STATEMENT_TIMEOUT_MS,
    readConnections: config.READ_CONNECTIONS,
  });
  const work = config.JOBS === 'on' ? await startWork(definition, subgraph, { databaseUrl, logger }) : null;
  const server = createSubgraphServer(subgraph, config.CALLER_SECRET);
  const stop = async () => {
    await Promise.all([server.close(), work?.stop()]);
    await subgraph.close();
    await embedded?.stop();
  };
  try {
    const address = await server.listen({ host: config.HOST, port: config.PORT });
    logger.info({ subgraph: definition.name, address }, 'the subgraph answers the gateway');
  } catch (error) {
    await stop();
    if (hasCode(error, 'EADDRINUSE')) {
      throw new StartError(`Port ${config.PORT} is in use; set PORT to another one.`);
    }
    throw error;
  }
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second signal changes nothing: what is under way ends soon.
      if (!isStopping) void stop();
      isStopping = true;
    });
  }
}
