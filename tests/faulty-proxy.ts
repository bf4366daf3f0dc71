import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** What can go wrong between two processes that speak HTTP, whatever they say to each other. */
export const httpFaults = [
  'is down',
  'is slow past its limit',
  'answers garbage',
  'answers 500',
  'cuts the connection in the middle of a body',
] as const;
export type HttpFault = (typeof httpFaults)[number];

/** Stands before a server and passes everything on, until it is given a fault. */
export interface FaultyProxy {
  /** The address of the same path behind this proxy. */
  readonly url: string;
  fault: HttpFault | null;
  close(): Promise<void>;
}

/** So much of a body arrives before the connection is cut; no answer of GraphQL is that short. */
const cutAfterBytes = 15;

/** Starts a proxy before the server of this address. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const server = createServer((incoming, outgoing) => {
    if (proxy.fault === 'is slow past its limit') return;
    if (proxy.fault === 'answers garbage') return answer(outgoing, 200, '<html>It works!</html>');
    if (proxy.fault === 'answers 500') return answer(outgoing, 500, '{"errors":[{"message":"It broke."}]}');
    passOn(target, incoming, outgoing, proxy.fault === 'cuts the connection in the middle of a body');
  });
  // A port that nobody listens on is a matter of outage.test.ts; this is a host that accepts and hangs up.
  server.on('connection', (socket) => {
    if (proxy.fault === 'is down') socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  let fault: HttpFault | null = null;
  const proxy: FaultyProxy = {
    url: Object.assign(new URL(target), { port }).href,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
      // Kept connections would go on as before.
      if (next === 'is down') server.closeAllConnections();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

function answer(outgoing: ServerResponse, status: number, body: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse, isCut: boolean): void {
  const forwarded = request(
    new URL(incoming.url ?? '', target),
    { method: incoming.method, headers: incoming.headers, agent: false },
    (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      if (isCut) {
        response.once('data', (chunk: Buffer) => {
          outgoing.write(chunk.subarray(0, cutAfterBytes), () => outgoing.destroy());
          response.destroy();
        });
      } else response.pipe(outgoing);
    },
  );
  forwarded.on('error', () => outgoing.destroy());
  outgoing.on('close', () => forwarded.destroy());
  incoming.pipe(forwarded);
}
