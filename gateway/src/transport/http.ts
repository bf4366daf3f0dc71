import { anonymous, callerHeader, signCaller } from '@ecosystem/kit/caller';
import { type Dispatcher, Pool } from 'undici';
import { withTimeLimit } from './time-limit.ts';
import { pingTimeoutMs, type Transport, type TransportRequest, type TransportResponse } from './transport.ts';
import { SubgraphUnavailable } from './unavailable.ts';

export interface HttpTransportOptions {
  readonly name: string;
  /** Where the subgraph answers GraphQL. */
  readonly url: string;
  /** Longest wait for one answer: connection, headers and body together. */
  readonly timeoutMs: number;
  /** With it each call carries the signed caller; without it the subgraph learns nothing of the caller. */
  readonly callerSecret?: Uint8Array | undefined;
  /** Most bytes of one answer. */
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
  const { name, callerSecret, responseBytesMax = responseBytesDefault } = options;
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
    const response = await sendAgainIfClosed(send, query);
    return readAnswer(response, responseBytesMax);
  }

  return {
    name,
    async fetch(request) {
      try {
        return await withTimeLimit(options.timeoutMs, request.signal, (signal) => ask(request, signal));
      } catch (reason) {
        throw new SubgraphUnavailable(name, reason);
      }
    },
    async ping() {
      const timeoutMs = Math.min(options.timeoutMs, pingTimeoutMs);
      const request = { query: '{__typename}', variables: {}, caller: anonymous, requestId: 'ping', headers: {} };
      await withTimeLimit(timeoutMs, null, (signal) => ask(request, signal));
    },
    close: () => pool.close(),
  };
}

/**
 * A server may close a kept connection at the moment we write to it. Reading twice harms nobody, so a query is sent again
 * once; a mutation is not, because it may have been carried out.
 */
async function sendAgainIfClosed(
  send: () => Promise<Dispatcher.ResponseData>,
  query: string,
): Promise<Dispatcher.ResponseData> {
  try {
    return await send();
  } catch (error) {
    if (/^\s*mutation\b/.test(query) || !isClosedConnection(error)) throw error;
    return send();
  }
}

function isClosedConnection(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

async function readAnswer({ statusCode, body }: Dispatcher.ResponseData, bytesMax: number): Promise<TransportResponse> {
  if (statusCode >= 500 || statusCode === 401) {
    await body.dump();
    throw new Error(`It answered with HTTP status ${statusCode}.`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the body and with it the connection.
    if (bytes > bytesMax) throw new Error(`Its answer is larger than ${bytesMax} bytes.`);
    chunks.push(chunk);
  }
  const answer = parseJson(Buffer.concat(chunks).toString('utf8'));
  if (!isAnswer(answer)) throw new Error(`Its answer (HTTP status ${statusCode}) is not GraphQL.`);
  return answer;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): value is TransportResponse {
  if (!isObject(value)) return false;
  const { data = undefined, errors = undefined } = value;
  if (data !== undefined && data !== null && !isObject(data)) return false;
  if (errors !== undefined && errors !== null && !(Array.isArray(errors) && errors.every(isError))) return false;
  return data !== undefined || Array.isArray(errors);
}

const isError = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['message'] === 'string' &&
  (value['path'] === undefined || value['path'] === null || Array.isArray(value['path']));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
