import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { createCompiledOperations, type ReadOperation } from './compiled-operations.ts';
import { type Database, DatabaseUnavailable, isDatabaseLost, openDatabase } from './database.ts';
import { maskError } from './errors.ts';
import { createVault, type Vault } from './field-encryption.ts';
import type { MasterKeys } from './field-keys.ts';
import type { DueWork } from './jobs.ts';
import type { EventConsumer } from './relay.ts';
import type { RequestContext, SubgraphRequest } from './request.ts';
import { scalarResolvers } from './scalars.ts';
import { textKey } from './text-key.ts';
import type { SeedWorld, TableRows } from './world.ts';

/** A resolver as the kit calls it. */
type Resolver = (parent: never, args: never, context: never, info: GraphQLResolveInfo) => unknown;

/** Resolvers by type and field. The generated types of each subgraph are stricter. */
type Resolvers = Record<string, Record<string, Resolver | { readonly resolve: Resolver }>>;

/** What one subgraph is: everything that its door (`src/index.ts`) shows to importers. */
export interface SubgraphDefinition {
  readonly name: string;
  /** The subgraph's part of the contract, without the shared SDL. */
  readonly sdl: URL;
  /** The folder of drizzle migrations. */
  readonly migrations: URL;
  readonly resolvers: object;
  /** Makes the loaders of one database; the result makes the context of one request. */
  readonly createContext: (database: Database, vault: Vault) => (request: RequestContext) => RequestContext;
  /** The folder of queries that must return no row, a file for each. */
  readonly invariants: URL;
  /** The exports of `src/db/tables.ts`. */
  readonly tables: object;
  /** SQL that runs once all rows of a world are in place, for what follows from them: running balances, say. */
  readonly finishSeed?: string;
  /** Work that comes due; each name once. */
  readonly jobs?: readonly DueWork[];
  /** Who is told of the subgraph's events; without any they wait in the outbox. */
  readonly consumers?: readonly EventConsumer[];
  /**
   * The rows of the demo world, tables in the order of insertion; loaded only where a database is empty. The vault seals personal values;
   * all but what it makes is the same in every run.
   */
  readonly seed: (world: SeedWorld, vault: Vault) => Promise<TableRows[]>;
}

/** A subgraph that answers. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly database: Database;
  /**
   * Executes one operation; faults are masked and logged, so the result can go to anybody.
   * @throws DatabaseUnavailable when the database is away.
   */
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
  /** Parses, validates and compiles the operations of a document now, so that the first request need not wait for it. */
  prepare(query: string): void;
  /** @throws Error when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface SubgraphOptions {
  readonly databaseUrl: string;
  readonly statementTimeoutMs: number;
  /** Connections for reads; see `DatabaseOptions`. */
  readonly readConnections?: number;
  /** What wraps the data keys of personal values. */
  readonly fieldKeys: MasterKeys;
  readonly logger: Logger;
  readonly clock?: Clock;
}

const sharedSdl = new URL('../../../schema/shared.graphql', import.meta.url);
/** Documents kept parsed and validated, in characters of their text; a gateway sends the same few hundred again and again. */
const documentCharactersMax = 5_000_000;

/** The subgraph's whole SDL: the shared part, one line break, its own part. */
function readSdl(definition: Pick<SubgraphDefinition, 'sdl'>): string {
  return `${readFileSync(sharedSdl, 'utf8')}\n${readFileSync(definition.sdl, 'utf8')}`;
}

/** The executable schema of a subgraph, with `_service` and `_entities`. */
export function buildSchema(definition: Pick<SubgraphDefinition, 'sdl' | 'resolvers'>): GraphQLSchema {
  return buildSubgraphSchema([
    {
      typeDefs: parse(readSdl(definition)),
      resolvers: { ...scalarResolvers, ...isolateReferences(definition.resolvers) },
    },
  ]);
}

/**
 * Makes every reference resolver asynchronous. One that throws at once (a malformed id, say) would take all other
 * representations of its batch with it.
 */
function isolateReferences(resolvers: object): Resolvers {
  return Object.fromEntries(
    Object.entries(resolvers as Resolvers).map(([type, fields]) => {
      const resolve = fields['__resolveReference'];
      if (typeof resolve !== 'function') return [type, fields];
      const isolated: Resolver = async (...given) => resolve(...given);
      return [type, { ...fields, __resolveReference: isolated }];
    }),
  );
}

/** Opens a subgraph over its database, which must be migrated. */
export function openSubgraph(definition: SubgraphDefinition, options: SubgraphOptions): Subgraph {
  const { name } = definition;
  const logger = options.logger.child({ subgraph: name });
  const clock = options.clock ?? systemClock;
  const schema = buildSchema(definition);
  const database = openDatabase({
    url: options.databaseUrl,
    applicationName: name,
    statementTimeoutMs: options.statementTimeoutMs,
    ...(options.readConnections !== undefined && { readConnections: options.readConnections }),
  });
  const createContext = definition.createContext(database, createVault(options.fieldKeys));
  const operations = createCompiledOperations(schema, () => buildSchema(definition));
  const documents = new LRUCache<string, ReadDocument>({ maxSize: documentCharactersMax });

  function read(query: string): ReadDocument {
    const key = textKey(query);
    const known = documents.get(key);
    if (known) return known;
    const document = parseAndValidate(schema, query);
    documents.set(key, document, { size: query.length + 1 });
    return document;
  }

  function findOperation({ document, operations: known }: ValidDocument, operationName: string | undefined) {
    const found = known.get(operationName);
    if (found) return found;
    const node = getOperationAST(document, operationName);
    if (!node) return null;
    // With and without its name it is the same operation.
    const operation = known.get(node.name?.value) ?? operations.read(document, node);
    known.set(node.name?.value, operation).set(operationName, operation);
    return operation;
  }

  return {
    name,
    schema,
    database,
    async execute({ query, operationName, variables, caller, requestId }) {
      const document = read(query);
      if ('errors' in document) return document;
      const operation = findOperation(document, operationName);
      if (!operation) {
        return {
          errors: [new GraphQLError('The operation to execute is not named.', { extensions: { code: 'BAD_REQUEST' } })],
        };
      }
      const contextValue = createContext({ caller, clock, requestId });
      const result = await operations.execute(operation, { variables, contextValue });
      if (!result.errors) return result;
      // Without its database a subgraph is down as a whole: one outage, not an error for each field.
      const lost = result.errors.find(isDatabaseLost);
      if (lost) {
        logger.error({ err: lost.originalError, requestId }, 'the database does not answer');
        throw new DatabaseUnavailable(name, { cause: lost.originalError });
      }
      const report = (error: unknown) => logger.error({ err: error, requestId }, 'a resolver failed');
      return { ...result, errors: result.errors.map((error) => maskError(error, requestId, report)) };
    },
    prepare(query) {
      const document = read(query);
      if ('errors' in document) return;
      for (const definition of document.document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        const operation = findOperation(document, definition.name?.value);
        if (operation) operations.prepare(operation);
      }
    },
    async ping() {
      await database.read.execute('select 1');
    },
    close: () => database.close(),
  };
}

/** A document that was read, with the operations that were asked of it. */
interface ValidDocument {
  readonly document: DocumentNode;
  readonly operations: Map<string | undefined, ReadOperation>;
}

type ReadDocument = ValidDocument | { readonly errors: readonly GraphQLError[] };

function parseAndValidate(schema: GraphQLSchema, query: string): ReadDocument {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length === 0) return { document, operations: new Map() };
    return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] };
    throw error;
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code },
  });
}
