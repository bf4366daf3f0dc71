import { fillPlaceholders, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Options, type ParameterOrJSON } from 'postgres';
import { compileRowReader } from './row-reader.ts';

/** One pool of connections, as drizzle sees it. */
export type Pool = PostgresJsDatabase<Record<string, never>>;

/** The database of one subgraph: two pools, so that a slow write never stands before a read. */
export interface Database {
  /** Read only, with generic plans: statements are planned once and serve any number of keys. */
  readonly read: Pool;
  /** For transactions that change rows. */
  readonly write: Pool;
  /** Called with the name of each read statement that is sent; for tests that count. */
  onStatement: ((name: string) => void) | null;
  /** Called with the text of each statement that is sent for writing, reads inside a transaction among them; for tests that count. */
  onWrite: ((text: string) => void) | null;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly applicationName: string;
  /** Longest time for one statement. */
  readonly statementTimeoutMs: number;
  /**
   * One connection is faster than many: concurrent statements go out in one write and come back in one read. More are for databases
   * whose statements are slow, because on one connection they wait for each other.
   */
  readonly readConnections?: number;
  readonly writeConnections?: number;
}

const connectTimeoutS = 5;
/** A lost connection is opened anew after this much for each failure; connections of one pool count theirs together. */
const backoffS = 0.05;
const backoffMaxS = 1;
/** How long close() waits for statements that still run. */
const closeTimeoutS = 5;

/** Opens both pools; connections are made when the first statement is sent. */
export function openDatabase(options: DatabaseOptions): Database {
  const readClient = connect(options, options.readConnections ?? 1, {
    plan_cache_mode: 'force_generic_plan',
    default_transaction_read_only: true,
  });
  const writeClient = connect(options, options.writeConnections ?? 4, {});
  const database: Database = {
    read: drizzle(readClient),
    write: drizzle(prepareAlways(writeClient), { logger: { logQuery: (text) => database.onWrite?.(text) } }),
    onStatement: null,
    onWrite: null,
    async close() {
      await Promise.all([readClient.end({ timeout: closeTimeoutS }), writeClient.end({ timeout: closeTimeoutS })]);
    },
  };
  return database;
}

function connect(
  options: DatabaseOptions,
  connections: number,
  settings: Options<Record<string, never>>['connection'],
) {
  return postgres(options.url, {
    max: connections,
    connect_timeout: connectTimeoutS,
    backoff: (failures: number) => Math.min(failures * backoffS, backoffMaxS),
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs,
      ...settings,
    },
    onnotice: () => {},
  });
}

/**
 * Has the statements of transactions prepared. drizzle does not ask for it, and postgres.js then describes each statement before it sends
 * it: two round trips for each, one after the other. Prepared ones travel together. There are as many as there are texts.
 */
function prepareAlways(client: ReturnType<typeof connect>): ReturnType<typeof connect> {
  const prepareIn = (scope: Pick<typeof client, 'unsafe'>): void => {
    const unsafe = scope.unsafe.bind(scope);
    // A text without parameters is not described first, and may hold several statements.
    scope.unsafe = (text, parameters, options) =>
      unsafe(text, parameters, { ...options, prepare: (parameters?.length ?? 0) > 0 });
  };
  const begin = client.begin.bind(client);
  const beginPrepared = (work: Parameters<typeof client.begin>[1]) =>
    begin((transaction) => {
      prepareIn(transaction);
      return work(transaction);
    });
  client.begin = beginPrepared as typeof client.begin;
  prepareIn(client);
  return client;
}

/** The database of a subgraph cannot be reached; to its callers the subgraph is down. */
export class DatabaseUnavailable extends Error {
  constructor(subgraph: string, options?: ErrorOptions) {
    super(`The database of ${subgraph} does not answer.`, options);
    this.name = 'DatabaseUnavailable';
  }
}

/** Codes of postgres.js, the system and PostgreSQL (classes 08 and 57P, 53300, 3D000) for a server that is not there. */
const lostCodes =
  /^(CONNECTION_\w+|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH|08\w{3}|57P0[1-4]|53300|3D000)$/;

/** Those of a connection that was there and is no more: the server may well be. */
const droppedCodes = /^(CONNECTION_CLOSED|ECONNRESET|EPIPE|57P01)$/;

/** Whether an error, or one that caused it, says that the database cannot be reached. */
export const isDatabaseLost = (error: unknown): boolean => hasCodeLike(error, lostCodes);

/** Whether the connection of a statement was closed under it. One learns it by using the connection, so a read may be asked again. */
export const isConnectionDropped = (error: unknown): boolean => hasCodeLike(error, droppedCodes);

function hasCodeLike(error: unknown, codes: RegExp): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && codes.test(error.code)) return true;
  return hasCodeLike(error.cause, codes) || ('originalError' in error && hasCodeLike(error.originalError, codes));
}

/** What drizzle's builders of a `select` have in common once they are complete. */
interface Selectable<Row> {
  toSQL(): { readonly sql: string; readonly params: unknown[] };
  prepare(name: string): { execute(parameters?: Record<string, unknown>): Promise<Row[]> };
  readonly _: { readonly selectedFields: object };
}

/** A read statement: parameters in, rows out. */
export type Statement<Parameters extends Record<string, unknown>, Row> = (
  database: Database,
  parameters: Parameters,
) => Promise<Row[]>;

/**
 * A named prepared statement. Its text and the reader of its rows are made once for each database; it is parsed and planned once for each
 * connection. Lists are one array parameter (see `anyOf`), never one parameter for each element, so that the text never changes.
 */
export function statement<Parameters extends Record<string, unknown>, Row>(
  name: string,
  build: (pool: Pool) => Selectable<Row>,
): Statement<Parameters, Row> {
  const prepared = new WeakMap<Database, (parameters: Parameters) => Promise<Row[]>>();
  return (database, parameters) => {
    let execute = prepared.get(database);
    if (!execute) {
      execute = prepareSelect(name, database.read, build(database.read));
      prepared.set(database, execute);
    }
    database.onStatement?.(name);
    return execute(parameters);
  };
}

/** Past drizzle, which would look at each value of each row again; inside a transaction, whose connection only drizzle has, by drizzle. */
function prepareSelect<Row>(name: string, pool: Pool, select: Selectable<Row>) {
  const client = '$client' in pool ? (pool.$client as ReturnType<typeof connect>) : null;
  if (!client) {
    const query = select.prepare(name);
    return (parameters: Record<string, unknown>) => query.execute(parameters);
  }
  const { sql: text, params } = select.toSQL();
  const readRow = compileRowReader(select._.selectedFields);
  return async (parameters: Record<string, unknown>): Promise<Row[]> => {
    const values = fillPlaceholders(params, parameters) as ParameterOrJSON<never>[];
    const rows = await client.unsafe(text, values, { prepare: true }).values();
    return rows.map((row) => readRow(row) as Row);
  };
}

/** `column = any(parameter)`: the parameter is one array, whatever its length. */
export function anyOf(column: AnyPgColumn, parameter: string): SQL {
  return sql`${column} = any(${sql.placeholder(parameter)})`;
}
