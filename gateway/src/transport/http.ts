import { anonymous, callerHeader, signCaller } from '@ecosystem/kit/caller';
import { Pool } from 'undici';
import { isAnswer, isMutation, parseJson, readText, sendAgainIfClosed } from './http-answer.ts';
import { createBatchedFetch } from './http-batch.ts';
import { shorterLimit, withTimeLimit } from './time-limit.ts';
import { pingTimeoutMs, type Transport, type TransportRequest, type TransportResponse } from './transport.ts';
import { SubgraphUnavailable } from './unavailable.ts';

export interface HttpTransportOptions {
  readonly name: string;
  /** Where the subgraph answers GraphQL. */
  readonly url: string;
  /** Longest wait for one answer: connection, headers and body together. */
  readonly timeoutMs: number;
  /**
   * With it the subgraph is one of ours: fetches travel in batches, each with its own caller, under one signature.
   * Without it the subgraph learns nothing of the caller, and each fetch is a request of GraphQL over HTTP.
   */
  readonly callerSecret?: Uint8Array | undefined;
  /** Most bytes of one answer; of one batch, where fetches travel in batches. */
  readonly responseBytesMax?: number | undefined;
}

/** Open connections to one subgraph at most; further fetches wait for a free one. */
const connectionsMax = 64;
/** Below the 72 s after which Fastify and Node servers close an idle connection, so that we close it first. */
const keepAliveMs = 30_000;
const responseBytesDefault = 32 * 1024 * 1024;

/**
 * Reaches a subgraph over HTTP with kept connections.
 * Anything that is not a GraphQL answer counts as an outage, and so does a refusal of our signature (401).
 */
export function connectHttp(options: HttpTransportOptions): Transport {
  const { name, callerSecret, timeoutMs, responseBytesMax = responseBytesDefault } = options;
  const url = new URL(options.url);
  const pool = new Pool(url.origin, {
    connections: connectionsMax,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
  });

  async function ask(request: Omit<TransportRequest, 'signal'>, signal: AbortSignal): Promise<TransportResponse> {
    const { query, operationName, variables, caller, requestId } = request;
    const headers: Record<string, string> = {
      ...request.headers,
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'x-request-id': requestId,
    };
    if (callerSecret) headers[callerHeader] = await signCaller(caller, name, callerSecret);
    const body = JSON.stringify({ query, operationName, variables });
    const send = () => pool.request({ path: url.pathname + url.search, method: 'POST', headers, body, signal });
    const response = await sendAgainIfClosed(send, !isMutation(query));
    if (response.statusCode >= 500 || response.statusCode === 401) {
      await response.body.dump();
      throw new Error(`It answered with HTTP status ${response.statusCode}.`);
    }
    const answer = parseJson(await readText(response.body, responseBytesMax));
    if (!isAnswer(answer)) throw new Error(`Its answer (HTTP status ${response.statusCode}) is not GraphQL.`);
    return answer;
  }

  const askInTime = (request: TransportRequest) =>
    withTimeLimit(shorterLimit(timeoutMs, request.timeoutMs), request.signal, (signal) => ask(request, signal));
  const fetch = callerSecret
    ? createBatchedFetch({ name, url, pool, timeoutMs, callerSecret, responseBytesMax })
    : askInTime;

  return {
    name,
    async fetch(request) {
      try {
        return await fetch(request);
      } catch (reason) {
        throw new SubgraphUnavailable(name, reason);
      }
    },
    async ping() {
      const request = { query: '{__typename}', variables: {}, caller: anonymous, requestId: 'ping', headers: {} };
      await withTimeLimit(Math.min(timeoutMs, pingTimeoutMs), null, (signal) => ask(request, signal));
    },
    close: () => pool.close(),
  };
}
