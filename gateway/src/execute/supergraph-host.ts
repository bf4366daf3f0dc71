import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../context.ts';
import { loadSupergraph, type SubgraphAddress } from '../supergraph/supergraph.ts';
import type { Transport } from '../transport/transport.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import { runOperation } from './run-operation.ts';
import { warmUp } from './warm-up.ts';

type ApolloGatewayInterface = ApolloServerOptionsWithGateway<GatewayContext>['gateway'];

export interface SupergraphHostOptions {
  readonly supergraphSdl: string;
  /** What the supergraph is called in messages, for example its file. */
  readonly origin: string;
  /** How a subgraph is reached; called once for each name and address. */
  readonly connect: (subgraph: SubgraphAddress) => Transport;
  readonly logger: Logger;
  /** Which planner and executor. */
  readonly engine?: EngineOptions;
}

/** Serves one supergraph at a time and can change to another while requests are under way. */
export interface SupergraphHost {
  /** What Apollo Server asks for schema and execution. */
  readonly apollo: ApolloGatewayInterface;
  /** The engine of new requests. */
  current(): Engine;
  /** Makes the engine ready for documents that will be asked; what the supergraph cannot answer is logged. */
  warm(texts: readonly string[]): Promise<void>;
  /**
   * Changes to another supergraph, once it is ready for what is asked most. Requests under way end on the old one.
   * @throws SupergraphError if it cannot be served; the old one stays.
   */
  update(supergraphSdl: string): Promise<void>;
  close(): Promise<void>;
}

/** How many of the documents in use another supergraph is made ready for, and how long that may delay it. */
const keptWarm = 200;
const warmUpMs = 10_000;

/** How long what a former supergraph used stays open for requests that still need it. */
const farewellMs = 30_000;

/** @throws SupergraphError if the supergraph cannot be served. */
export function hostSupergraph(options: SupergraphHostOptions): SupergraphHost {
  const { supergraphSdl, origin, connect, logger, engine: engineOptions } = options;
  const open = new Map<string, Transport>();
  const farewells = new Map<NodeJS.Timeout, () => Promise<void>>();
  const engines = new WeakMap<GraphQLSchema, Engine>();
  const listeners = new Set<Parameters<ApolloGatewayInterface['onSchemaLoadOrUpdate']>[0]>();
  let engine = start(supergraphSdl);

  function start(sdl: string): Engine {
    const loaded = loadSupergraph(sdl, origin);
    const transports = loaded.subgraphs.map((subgraph) => {
      const key = `${subgraph.name} ${subgraph.url}`;
      const transport = open.get(key) ?? connect(subgraph);
      open.set(key, transport);
      return transport;
    });
    const started = createEngine(loaded, transports, engineOptions);
    engines.set(loaded.schema, started);
    return started;
  }

  /** Closes connections that no engine of new requests uses. */
  function dismissUnused(): void {
    for (const [key, transport] of open) {
      if (engine.transports.includes(transport)) continue;
      open.delete(key);
      farewell(() => transport.close());
    }
  }

  /** Ends something when the last request that may need it has ended. */
  function farewell(end: () => Promise<void>): void {
    const timer = setTimeout(() => {
      farewells.delete(timer);
      end().catch((error: unknown) => logger.warn({ err: error }, 'a connection did not close'));
    }, farewellMs);
    timer.unref();
    farewells.set(timer, end);
  }

  const announce = () => {
    for (const listener of listeners) {
      listener({ apiSchema: engine.loaded.schema, coreSupergraphSdl: engine.loaded.sdl });
    }
  };

  return {
    current: () => engine,
    async warm(texts) {
      for (const { text, reason } of await warmUp(engine, texts, performance.now() + warmUpMs))
        logger.warn({ err: reason, document: text }, 'the supergraph cannot answer a stored document');
    },
    async update(sdl) {
      const next = start(sdl);
      // Documents that fit no more are asked no more, or their clients are told why.
      await warmUp(next, engine.documents.mostUsed(keptWarm), performance.now() + warmUpMs);
      const previous = engine;
      engine = next;
      announce();
      dismissUnused();
      previous.retire();
      farewell(() => previous.close());
    },
    async close() {
      for (const timer of farewells.keys()) clearTimeout(timer);
      await Promise.all([engine.close(), ...[...farewells.values()].map((end) => end())]);
      await Promise.all([...open.values()].map((transport) => transport.close()));
    },
    apollo: {
      onSchemaLoadOrUpdate(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async load() {
        announce();
        return {
          // A request is executed on the supergraph that its document was validated against.
          executor: async ({ schema, document, operation, request, context }) => {
            const chosen = engines.get(schema);
            if (!chosen) throw new Error('There is no engine for this schema.');
            // It was validated, so the next request with this text need not pass through the server.
            if (request.query !== undefined) chosen.documents.add(request.query, document);
            const variables = request.variables ?? {};
            // The interface leaves the type of the context open; the route makes no other.
            const own = context as GatewayContext;
            const { operationName } = request;
            const cost = operation && own.budget?.charge({ loaded: chosen.loaded, document, operation, variables });
            const result = await runOperation(chosen, { document, operation, operationName, variables, context: own });
            return cost ? { ...result, extensions: { cost } } : result;
          },
        };
      },
      stop: async () => undefined,
    },
  };
}
