import type { ServerResponse } from 'node:http';
import type { BatchBody } from '@ecosystem/kit/batch-protocol';
import type { Caller } from '@ecosystem/kit/caller';
import { DatabaseUnavailable } from '@ecosystem/kit/database';
import { connectHttp } from '../transport/http.ts';
import type { LocalSubgraph } from '../transport/in-process.ts';
import type { Transport, TransportRequest } from '../transport/transport.ts';
import { ada } from './fixture-subgraphs.ts';
import { type LoopbackServer, serveLoopback } from './serve-subgraph.ts';

/** The secret of gateway and subgraph in these tests. */
export const secret = new TextEncoder().encode('a secret of at least thirty-two characters');
/** A customer with one scope. */
export const callerOf = (subject: string): Caller => ({ subject, scopes: new Set(['people:read']) });
/** A fetch to vary. */
export const request: TransportRequest = {
  query: '{who}',
  variables: {},
  caller: callerOf(ada),
  requestId: 'request-1',
  headers: {},
  signal: new AbortController().signal,
};

/** Runs a test with a transport to a server, and closes both. */
export async function withTransport(
  server: LoopbackServer,
  work: (transport: Transport) => Promise<void>,
  options: { timeoutMs?: number; responseBytesMax?: number } = {},
) {
  await using _ = server;
  const transport = connectHttp({
    name: 'people',
    url: server.url,
    timeoutMs: 5_000,
    callerSecret: secret,
    ...options,
  });
  await work(transport);
  await transport.close();
}

/** A subgraph that answers an operation only when the test says so. */
export function openHeld(): LocalSubgraph & { readonly begun: string[]; release(query: string): void } {
  const held = new Map<string, () => void>();
  const begun: string[] = [];
  return {
    name: 'people',
    begun,
    release: (query) => held.get(query)?.(),
    async execute({ query }) {
      begun.push(query);
      if (query.includes('held')) await new Promise<void>((done) => held.set(query, done));
      if (query.includes('lost')) throw new DatabaseUnavailable('people');
      return { data: { query } };
    },
    ping: async () => undefined,
  };
}

/** A server that speaks the protocol by hand. */
export const serveRaw = (answer: (response: ServerResponse, body: BatchBody, call: number) => void) => {
  let calls = 0;
  return serveLoopback((_, response, body) => {
    calls += 1;
    answer(response, JSON.parse(body) as BatchBody, calls);
  });
};
/** A good line for the fetch of this index. */
export const lineOf = (index: number) => `${JSON.stringify({ index, result: { data: { index } } })}\n`;
/** For each fetch `answer`, or the reason why it has none. */
export const outcomes = async (fetches: Promise<unknown>[]) =>
  (await Promise.allSettled(fetches)).map((one) =>
    one.status === 'fulfilled' ? 'answer' : String((one.reason as { reason: Error }).reason.message),
  );
