import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../context.ts';
import { loadSupergraph, type SubgraphAddress } from '../supergraph/supergraph.ts';
import type { Transport } from '../transport/transport.ts';
import { createEngine, type Engine } from './engine.ts';
import { runOperation } from './run-operation.ts';

type ApolloGatewayInterface = ApolloServerOptionsWithGateway<GatewayContext>['gateway'];

export interface SupergraphHostOptions {
  readonly supergraphSdl: string;
  /** What the supergraph is called in messages, for example its file. */
  readonly origin: string;
  /** How a subgraph is reached; called once for each name and address. */
  readonly connect: (subgraph: SubgraphAddress) => Transport;
  readonly logger: Logger;
}

/** Serves one supergraph at a time and can change to another while requests are under way. */
export interface SupergraphHost {
  /** What Apollo Server asks for schema and execution. */
  readonly apollo: ApolloGatewayInterface;
  /** The engine of new requests. */
  current(): Engine;
  /**
   * Changes to another supergraph. Requests under way end on the old one.
   * @throws SupergraphError if it cannot be served; the old one stays.
   */
  update(supergraphSdl: string): Promise<void>;
  close(): Promise<void>;
}

/** How long the connections of a subgraph that has left stay open for requests that still need them. */
const farewellMs = 60_000;

/** @throws SupergraphError if the supergraph cannot be served. */
export function hostSupergraph({ supergraphSdl, origin, connect, logger }: SupergraphHostOptions): SupergraphHost {
  const open = new Map<string, Transport>();
  const farewells = new Map<NodeJS.Timeout, Transport>();
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
    const started = createEngine(loaded, transports);
    engines.set(loaded.schema, started);
    return started;
  }

  /** Closes connections that no engine of new requests uses, when the last request that may need them has ended. */
  function dismissUnused(): void {
    for (const [key, transport] of open) {
      if (engine.transports.includes(transport)) continue;
      open.delete(key);
      const timer = setTimeout(() => {
        farewells.delete(timer);
        transport.close().catch((error: unknown) => logger.warn({ err: error }, 'a connection did not close'));
      }, farewellMs);
      timer.unref();
      farewells.set(timer, transport);
    }
  }

  const announce = () => {
    for (const listener of listeners) {
      listener({ apiSchema: engine.loaded.schema, coreSupergraphSdl: engine.loaded.sdl });
    }
  };

  return {
    current: () => engine,
    async update(sdl) {
      engine = start(sdl);
      announce();
      dismissUnused();
    },
    async close() {
      for (const timer of farewells.keys()) clearTimeout(timer);
      await Promise.all([...open.values(), ...farewells.values()].map((transport) => transport.close()));
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
            return runOperation(chosen, {
              document,
              operation,
              operationName: request.operationName,
              variables: request.variables ?? {},
              // The interface leaves the type of the context open; the route makes no other.
              context: context as GatewayContext,
            });
          },
        };
      },
      stop: async () => undefined,
    },
  };
}
