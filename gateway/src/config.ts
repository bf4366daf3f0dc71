import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ConfigurationError,
  callerSecret,
  commonVariables,
  databaseUrlOf,
  databaseVariable,
  explainFieldKeys,
  port,
  readConfig,
  timeoutMs,
} from '@ecosystem/kit/config';
import { formatFieldKeys, type MasterKeys } from '@ecosystem/kit/field-keys';
import { gatewayDatabaseName, subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { z } from 'zod';
import { type BudgetsConfig, budgetVariables, readBudgets } from './budgets-config.ts';
import { type AdmissionLimits, defaultAdmission } from './http/admission.ts';
import { readForwardNames } from './http/forward.ts';
import { type EmbeddedIssuerConfig, issuerVariables, readEmbeddedIssuer } from './issuer/issuer-config.ts';
import { defaultLimits, type OperationLimits } from './limits/limits.ts';
import type { PlannerKind } from './plan/create-planner.ts';

/** Everything that can be set from outside, checked. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly logLevel: string;
  /** Processes that serve; 1: this one alone. */
  readonly workers: number;
  /** How long a gateway that is to stop still serves, so that load balancers see it at /ready. */
  readonly stopGraceMs: number;
  readonly seed: 'demo' | 'none';
  /** Whether our subgraphs in this process do what comes due and relay their events. */
  readonly areJobsOn: boolean;
  /** What wraps the data keys of personal values, or null for the key of the data folder. */
  readonly fieldKeys: MasterKeys | null;
  /** The databases are migrated and filled: somebody else has done it. */
  readonly areDatabasesReady: boolean;
  readonly statementTimeoutMs: number;
  /** Connections of each subgraph for reads. */
  readonly readConnections: number;
  /** A supergraph of somebody else, or null for our own. */
  readonly supergraphFile: string | null;
  readonly transport: 'in-process' | 'http';
  /** With what calls to our own subgraphs are signed over HTTP. */
  readonly callerSecret: Uint8Array | null;
  /** The issuer of access tokens, or null for the development issuer. */
  readonly issuer: { readonly jwksUrl: URL; readonly issuer: string; readonly audience: string } | null;
  readonly embeddedIssuer: EmbeddedIssuerConfig;
  /** Longest time for one operation of a client. */
  readonly requestTimeoutMs: number;
  /** Which planner goes first. */
  readonly planner: PlannerKind;
  readonly limits: OperationLimits;
  readonly admission: AdmissionLimits;
  readonly budgets: BudgetsConfig;
  readonly isIntrospectionOn: boolean;
  readonly corsOrigins: readonly string[];
  readonly forwardHeaders: readonly string[];
  /** The configured database of one of our subgraphs or of the gateway, or null for the embedded server. */
  databaseUrlOf(name: string): string | null;
  /** The configured address of a subgraph, which goes before that of the supergraph, or null. */
  urlOf(name: string): string | null;
  /** Longest wait for one answer of a subgraph. */
  timeoutMsOf(name: string): number;
}

const count = z.coerce.number().int().min(1);
const url = z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' });
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** `PORT` listens on 4000, the address that all documentation names. */
const portDefault = 4_000;

/** More would be a slip of the hand. */
const workersMax = 256;

const shape = z.object({
  ...commonVariables,
  ...Object.fromEntries(
    [...subgraphs.map(({ name }) => name), gatewayDatabaseName].flatMap((name) =>
      Object.entries(databaseVariable(name)),
    ),
  ),
  PORT: port.default(portDefault),
  WORKERS: z
    .union([z.literal('auto'), count.max(workersMax)], `must be "auto" or a number from 1 to ${workersMax}`)
    .default(1),
  STOP_GRACE_MS: z.coerce.number().int().min(0).max(60_000).default(500),
  SUPERGRAPH: z.string().optional(),
  SUBGRAPH_TRANSPORT: z.enum(['in-process', 'http']).optional(),
  CALLER_SECRET: callerSecret.optional(),
  JWKS_URL: url.optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  ...issuerVariables,
  SUBGRAPH_TIMEOUT_MS: timeoutMs.default(5_000),
  REQUEST_TIMEOUT_MS: timeoutMs.default(10_000),
  PLANNER: z.enum(['hive', 'apollo']).default('hive'),
  MAX_DEPTH: count.default(defaultLimits.depth),
  MAX_ALIASES: count.default(defaultLimits.aliases),
  MAX_ROOT_FIELDS: count.default(defaultLimits.rootFields),
  MAX_FIELDS: count.default(defaultLimits.fields),
  MAX_DIRECTIVES: count.default(defaultLimits.directives),
  MAX_TOKENS: count.default(defaultLimits.tokens),
  MAX_BODY_BYTES: count.default(defaultLimits.bodyBytes),
  MAX_CONCURRENT_REQUESTS: count.default(defaultAdmission.concurrent),
  MAX_QUEUED_REQUESTS: z.coerce.number().int().min(0).default(defaultAdmission.queued),
  ...budgetVariables,
  INTROSPECTION: z.enum(['on', 'off']).default('on'),
  CORS_ORIGINS: list,
  FORWARD_HEADERS: z.string().default('').transform(readForwardNames),
});

/** Says to a worker that another has migrated and filled the databases; set by the primary alone. */
const databasesReadyVariable = 'DATABASES_ARE_READY';

const usage = 'node gateway/src/main.ts [--supergraph FILE] [--port N]';

/**
 * The configuration from command line and environment; the command line goes first.
 * @throws ConfigurationError that names every problem at once.
 */
export function readGatewayConfig(
  commandLine: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): GatewayConfig {
  const given = { ...environment, ...readCommandLine(commandLine) };
  const problems = findContradictions(given);
  const variables = readVariables(given, problems);

  const { SUPERGRAPH: file, CALLER_SECRET: secret, JWKS_URL: jwksUrl } = variables;
  return {
    host: variables.HOST,
    port: variables.PORT,
    dataDir: variables.DATA_DIR,
    logLevel: variables.LOG_LEVEL,
    workers: variables.WORKERS === 'auto' ? availableParallelism() : variables.WORKERS,
    stopGraceMs: variables.STOP_GRACE_MS,
    seed: variables.SEED,
    areJobsOn: variables.JOBS === 'on',
    fieldKeys: variables.FIELD_KEYS ?? null,
    areDatabasesReady: given[databasesReadyVariable] === 'yes',
    statementTimeoutMs: variables.STATEMENT_TIMEOUT_MS,
    readConnections: variables.READ_CONNECTIONS,
    supergraphFile: file === undefined ? null : resolve(file),
    transport: variables.SUBGRAPH_TRANSPORT ?? (file === undefined ? 'in-process' : 'http'),
    callerSecret: secret === undefined ? null : new TextEncoder().encode(secret),
    issuer:
      jwksUrl === undefined
        ? null
        : { jwksUrl: new URL(jwksUrl), issuer: variables.JWT_ISSUER ?? '', audience: variables.JWT_AUDIENCE ?? '' },
    embeddedIssuer: readEmbeddedIssuer(variables),
    requestTimeoutMs: variables.REQUEST_TIMEOUT_MS,
    planner: variables.PLANNER,
    limits: {
      depth: variables.MAX_DEPTH,
      aliases: variables.MAX_ALIASES,
      rootFields: variables.MAX_ROOT_FIELDS,
      fields: variables.MAX_FIELDS,
      directives: variables.MAX_DIRECTIVES,
      tokens: variables.MAX_TOKENS,
      bodyBytes: variables.MAX_BODY_BYTES,
    },
    admission: {
      ...defaultAdmission,
      concurrent: variables.MAX_CONCURRENT_REQUESTS,
      queued: variables.MAX_QUEUED_REQUESTS,
    },
    budgets: readBudgets(variables),
    isIntrospectionOn: variables.INTROSPECTION === 'on',
    corsOrigins: variables.CORS_ORIGINS,
    forwardHeaders: variables.FORWARD_HEADERS,
    databaseUrlOf: (name) => databaseUrlOf(name, variables),
    urlOf: (name) => readOne(given, `${prefixOf(name)}_URL`, url.optional()) ?? null,
    timeoutMsOf: (name) =>
      readOne(given, `${prefixOf(name)}_TIMEOUT_MS`, timeoutMs.optional()) ?? variables.SUBGRAPH_TIMEOUT_MS,
  };
}

/** What a worker says to its primary once it serves. */
export const readyMessage = 'ready';

/** What the primary says to a worker by its environment, over its own. */
export interface WorkerSettings {
  readonly port: number;
  readonly supergraphFile: string | null;
  readonly areDatabasesReady: boolean;
  /** Null with a supergraph of somebody else, which needs none. */
  readonly databaseUrlOf: ((name: string) => string) | null;
  /** Those of the databases; null with them. */
  readonly fieldKeys: MasterKeys | null;
}

/** The environment of a worker, for readGatewayConfig without a command line. */
export function environmentOfWorker(settings: WorkerSettings): Record<string, string> {
  const { port: portGiven, supergraphFile, areDatabasesReady, databaseUrlOf: find, fieldKeys } = settings;
  const urls =
    find === null
      ? []
      : [...subgraphs.map(({ name }) => name), gatewayDatabaseName].map(
          (name) => [`${prefixOf(name)}_DATABASE_URL`, find(name)] as const,
        );
  return {
    PORT: String(portGiven),
    SUPERGRAPH: supergraphFile ?? '',
    [databasesReadyVariable]: areDatabasesReady ? 'yes' : '',
    ...(fieldKeys && { FIELD_KEYS: formatFieldKeys(fieldKeys) }),
    ...Object.fromEntries(urls),
  };
}

/** The beginning of a subgraph's variables: `FINANCE` for finance, `MY_SHOP` for my-shop. */
const prefixOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');

function readCommandLine(commandLine: readonly string[]): NodeJS.ProcessEnv {
  try {
    const options = { supergraph: { type: 'string' }, port: { type: 'string' } } as const;
    const { values } = parseArgs({ args: [...commandLine], options });
    return { ...(values.supergraph && { SUPERGRAPH: values.supergraph }), ...(values.port && { PORT: values.port }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new ConfigurationError([`${reason}. Usage: ${usage}`]);
  }
}

function readVariables(given: NodeJS.ProcessEnv, problems: string[]): z.output<typeof shape> {
  let variables: z.output<typeof shape> | undefined;
  try {
    variables = readConfig(shape, given);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    problems.unshift(...error.problems);
  }
  // Our own subgraphs are known by name, so what is said about them can be checked now.
  for (const { name } of subgraphs) {
    problems.push(...problemsOf(given, `${prefixOf(name)}_URL`, url.optional()));
    problems.push(...problemsOf(given, `${prefixOf(name)}_TIMEOUT_MS`, timeoutMs.optional()));
  }
  if (!variables || problems.length > 0) throw new ConfigurationError(problems);
  return variables;
}

/** Settings that are well formed each but do not go together. */
function findContradictions(given: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  const isOwn = !given['SUPERGRAPH'];
  if (!isOwn && given['SUBGRAPH_TRANSPORT'] === 'in-process') {
    problems.push('SUBGRAPH_TRANSPORT: must be http with SUPERGRAPH, because only our own subgraphs run in process');
  }
  if (isOwn && given['SUBGRAPH_TRANSPORT'] === 'http' && !given['CALLER_SECRET']) {
    problems.push(
      'CALLER_SECRET: must be set with SUBGRAPH_TRANSPORT=http, because our subgraphs accept signed calls only',
    );
  }
  const isDatabaseGiven = ['', ...subgraphs.map(({ name }) => `${prefixOf(name)}_`)].some(
    (prefix) => given[`${prefix}DATABASE_URL`],
  );
  const hasDatabases = isOwn && given['SUBGRAPH_TRANSPORT'] !== 'http' && isDatabaseGiven;
  const keyProblem = explainFieldKeys({ FIELD_KEYS: given['FIELD_KEYS'], SEED: given['SEED'] }, hasDatabases);
  if (keyProblem !== null) problems.push(keyProblem);
  for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE'] as const) {
    if (given['JWKS_URL'] && !given[name]) problems.push(`${name}: must be set with JWKS_URL`);
    if (!given['JWKS_URL'] && given[name]) problems.push(`JWKS_URL: must be set with ${name}`);
  }
  return problems;
}

function readOne<Schema extends z.ZodType>(given: NodeJS.ProcessEnv, name: string, schema: Schema): z.output<Schema> {
  const value = readConfig(z.object({ [name]: schema }), given);
  return value[name] as z.output<Schema>;
}

function problemsOf(given: NodeJS.ProcessEnv, name: string, schema: z.ZodType): readonly string[] {
  try {
    readOne(given, name, schema);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}
