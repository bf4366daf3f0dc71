import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSubgraphServer } from '@ecosystem/kit/serve';
import type { LocalSubgraph } from '../transport/in-process.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void | Promise<void>;

export interface LoopbackServer extends AsyncDisposable {
  readonly url: string;
  /** Connections that were opened so far. */
  readonly connections: { count: number };
  /** The headers of each request. */
  readonly requests: IncomingMessage['headers'][];
}

/** An HTTP server on a free port of this machine that answers as the handler says. */
export async function serveLoopback(handle: Handler): Promise<LoopbackServer> {
  const connections = { count: 0 };
  const requests: IncomingMessage['headers'][] = [];
  const server = createServer(async (request, response) => {
    requests.push(request.headers);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    await handle(request, response, Buffer.concat(chunks).toString('utf8'));
  });
  server.on('connection', () => {
    connections.count += 1;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    connections,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A subgraph over HTTP, as the kit serves it: without a signed caller it answers 401. */
export async function serveSubgraph(subgraph: LocalSubgraph, secret: Uint8Array): Promise<LoopbackServer> {
  const server = createSubgraphServer(subgraph, new TextDecoder().decode(secret));
  const connections = { count: 0 };
  const requests: IncomingMessage['headers'][] = [];
  server.server.on('connection', () => {
    connections.count += 1;
  });
  server.addHook('onRequest', async ({ headers }) => {
    requests.push(headers);
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `${address}/graphql`,
    connections,
    requests,
    async [Symbol.asyncDispose]() {
      server.server.closeAllConnections();
      await server.close();
    },
  };
}
