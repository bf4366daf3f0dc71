import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { callerHeader, verifyCaller } from '@ecosystem/kit/caller';
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

/** A subgraph over HTTP in the manner of the kit: without a signed caller it answers 401. */
export function serveSubgraph(subgraph: LocalSubgraph, secret: Uint8Array): Promise<LoopbackServer> {
  return serveLoopback(async (request, response, body) => {
    const header = request.headers[callerHeader];
    const caller = await verifyCaller(typeof header === 'string' ? header : undefined, subgraph.name, secret).catch(
      () => null,
    );
    response.setHeader('content-type', 'application/json');
    if (!caller) {
      response.writeHead(401).end(JSON.stringify({ errors: [{ message: 'not signed' }] }));
      return;
    }
    const { query, operationName, variables } = JSON.parse(body) as {
      query: string;
      operationName?: string;
      variables?: Record<string, unknown>;
    };
    const result = await subgraph.execute({
      query,
      operationName,
      variables,
      caller,
      requestId: String(request.headers['x-request-id']),
    });
    response.end(JSON.stringify(result));
  });
}
