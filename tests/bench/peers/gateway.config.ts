import { Agent } from 'node:http';
import { createCallerSigner } from '../gateways/caller.ts';
import { readPeerOptions } from '../gateways/peer-options.ts';

/**
 * Configuration of Hive Gateway as its documentation recommends: keep-alive agent, compiled operations (jit), no polling,
 * no logs, no explorer. De-duplication of requests in flight and the caches of parsing and validation are on by default.
 */
const options = readPeerOptions(process.env['BENCH_PEER_OPTIONS'] ?? '');
const signer = createCallerSigner(options.jwk, options.callerSecret);
const agent = new Agent({ keepAlive: true });

/** What the hook is given, as far as it is used here. */
interface ToSubgraph {
  readonly request: { readonly headers: Headers };
  readonly subgraphName: string;
}

/** The name is not written as an import: the package is there only when the bench has installed it. */
const runtime = '@graphql-hive/router-runtime';
const isRust = process.env['BENCH_HIVE_PLANNER'] === 'rust';
const planner = isRust
  ? { unifiedGraphHandler: ((await import(runtime)) as { unifiedGraphHandler: unknown }).unifiedGraphHandler }
  : {};

export const gatewayConfig = {
  supergraph: options.supergraphPath,
  host: '127.0.0.1',
  port: options.port,
  logging: false,
  graphiql: false,
  landingPage: false,
  pollingInterval: undefined,
  // The Rust runtime executes plans by itself; compiled operations would go past it and answer null.
  jit: !isRust,
  customAgent: () => agent,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }: ToSubgraph) => ({
      'x-caller': signer.sign(request?.headers.get('authorization'), subgraphName.toLowerCase()),
    }),
  },
  ...planner,
};
