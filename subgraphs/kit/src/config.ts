import { resolve } from 'node:path';
import { z } from 'zod';
import { type MasterKeys, parseFieldKeys } from './field-keys.ts';

/** All that is wrong with the configuration, one sentence for each variable. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The configuration is not valid:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/**
 * Reads and checks environment variables; empty ones count as absent.
 * @throws ConfigurationError that names every problem at once.
 */
export function readConfig<Schema extends z.ZodType>(schema: Schema, environment: NodeJS.ProcessEnv): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigurationError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

const repository = resolve(import.meta.dirname, '../../..');

/** A TCP port; 0 lets the system choose. */
export const port = z.coerce.number('must be a number').int('must be a whole number').min(0).max(65_535);

/** A number of milliseconds that a person would wait. */
export const timeoutMs = z.coerce.number().int().min(1).max(600_000);

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/.+/, 'must begin with postgres://');

const fieldKeys = z.string().transform((text, context): MasterKeys => {
  try {
    return parseFieldKeys(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

/** Variables that every process of the system understands. */
export const commonVariables = {
  HOST: z.string().default('127.0.0.1'),
  /** Where the embedded PostgreSQL and the development issuer keep what they need. */
  DATA_DIR: z
    .string()
    .default('.data')
    .transform((path) => resolve(repository, path)),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Address of a PostgreSQL server; the subgraph's name is added as the database. Absent: the embedded server. */
  DATABASE_URL: postgresUrl.optional(),
  /** Longest time for one SQL statement. */
  STATEMENT_TIMEOUT_MS: timeoutMs.default(5_000),
  READ_CONNECTIONS: z.coerce.number().int().min(1).max(50).default(1),
  /** What an empty database is filled with. */
  SEED: z.enum(['demo', 'none']).default('demo'),
  /** Whether this process does what comes due and relays events; `off`: it only answers. */
  JOBS: z.enum(['on', 'off']).default('on'),
  /** Keys that wrap the data keys of personal values, `id:base64`; the first wraps, all unwrap. Absent: a key of the data folder. */
  FIELD_KEYS: fieldKeys.optional(),
};

/** The secret with which the gateway signs callers for subgraphs that it reaches over HTTP. */
export const callerSecret = z.string().min(32, 'must have at least 32 characters');

/** `<NAME>_DATABASE_URL` of one subgraph, which goes before DATABASE_URL. */
export function databaseVariable(name: string) {
  return { [`${name.toUpperCase()}_DATABASE_URL`]: postgresUrl.optional() };
}

/** The address of the subgraph's database, or null if the embedded server is to be used. */
export function databaseUrlOf(
  name: string,
  config: Record<string, unknown> & { DATABASE_URL?: string | undefined },
): string | null {
  const own = config[`${name.toUpperCase()}_DATABASE_URL`];
  if (typeof own === 'string') return own;
  if (config.DATABASE_URL === undefined) return null;
  const url = new URL(config.DATABASE_URL);
  url.pathname = `/${name}`;
  return url.toString();
}

/**
 * Why FIELD_KEYS must not be absent here, or null if all is well: a key of the data folder is for the demo world, or goes with the embedded
 * database that lies in the same folder.
 */
export function explainFieldKeys(
  given: { readonly FIELD_KEYS?: unknown; readonly SEED?: string | undefined },
  isDatabaseConfigured: boolean,
): string | null {
  if (given.FIELD_KEYS || given.SEED !== 'none' || !isDatabaseConfigured) return null;
  return 'FIELD_KEYS: must be set for a configured database with SEED=none, for example to main:$(openssl rand -base64 32); who loses these keys loses all personal values';
}
