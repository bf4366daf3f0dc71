import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type BatchBody, type BatchEntry, type BatchLine, batchEntriesMax, batchSuffix } from './batch-protocol.ts';
import { type Caller, callersHeader, verifyCallers } from './caller.ts';
import { DatabaseUnavailable } from './database.ts';
import type { SubgraphRequest } from './request.ts';
import type { Subgraph } from './subgraph.ts';

const bodyMaxBytes = 16_000_000;

/**
 * Adds POST /graphql/batch for the gateway: many operations under one signature, each with its own caller, request id and time.
 * Each is answered by a line of its own when it is done, so a slow one holds up no other.
 */
export function addBatchRoute(
  server: FastifyInstance,
  subgraph: Pick<Subgraph, 'name' | 'execute'>,
  key: Uint8Array,
): void {
  void server.register(async (scope) => {
    const calls = new WeakMap<FastifyRequest, { callers: readonly Caller[]; receivedAt: number }>();
    // Before the body is read: only the gateway may make us parse so much.
    scope.addHook('onRequest', async (request) => {
      const header = request.headers[callersHeader];
      const receivedAt = performance.now();
      const callers = await verifyCallers(Array.isArray(header) ? undefined : header, subgraph.name, key);
      calls.set(request, { callers, receivedAt });
    });
    // The key "__proto__" in the variables of one entry is no reason to refuse the others, as Fastify's own parser would.
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, text: string) =>
      parseJson(text),
    );
    scope.post(`/graphql${batchSuffix}`, { bodyLimit: bodyMaxBytes }, (request, reply) => {
      const { callers = [], receivedAt = 0 } = calls.get(request) ?? {};
      const { body } = request;
      if (!isBatchBody(body, callers.length)) {
        const message = `The body must be a batch of 1 to ${batchEntriesMax} operations.`;
        return reply.status(400).send({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
      }
      reply.hijack();
      const requests = body.entries.map((entry) => ({
        query: body.queries[entry.query] ?? '',
        operationName: entry.operationName,
        variables: entry.variables,
        caller: callers[entry.caller] as Caller,
        requestId: entry.requestId,
      }));
      answerEach(subgraph, requests, body.entries, reply.raw, receivedAt);
      return reply;
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** By hand, because it runs for each fetch. The signature vouches for the sender; this finds mistakes, and no more. */
function isBatchBody(value: unknown, callers: number): value is BatchBody {
  if (typeof value !== 'object' || value === null) return false;
  const { queries, entries } = value as Partial<BatchBody>;
  if (!Array.isArray(queries) || !Array.isArray(entries)) return false;
  if (entries.length === 0 || entries.length > batchEntriesMax) return false;
  return entries.every((entry) => isEntry(entry, queries, callers));
}

function isEntry(entry: Partial<BatchEntry> | null, queries: readonly unknown[], callers: number): boolean {
  if (typeof entry !== 'object' || entry === null) return false;
  const { query = -1, caller = -1, requestId, timeoutMs, operationName, variables } = entry;
  return (
    typeof queries[query] === 'string' &&
    Number.isInteger(caller) &&
    caller >= 0 &&
    caller < callers &&
    typeof requestId === 'string' &&
    typeof timeoutMs === 'number' &&
    (operationName === undefined || typeof operationName === 'string') &&
    (variables === undefined || (typeof variables === 'object' && variables !== null && !Array.isArray(variables)))
  );
}

function answerEach(
  subgraph: Pick<Subgraph, 'name' | 'execute'>,
  requests: readonly SubgraphRequest[],
  entries: readonly BatchEntry[],
  response: ServerResponse,
  receivedAt: number,
): void {
  // The gateway has gone: nobody waits for any of them.
  if (response.destroyed) return;
  const write = createLineWriter(response, entries.length);
  const elapsedMs = performance.now() - receivedAt;
  requests.forEach((request, index) => {
    const leftMs = (entries[index]?.timeoutMs ?? 0) - elapsedMs;
    const late = 'The time of the request is up.';
    if (leftMs <= 0) {
      write(outageLine(index, late));
      return;
    }
    let isAnswered = false;
    const answer = (line: string) => {
      if (isAnswered) return;
      isAnswered = true;
      clearTimeout(timer);
      write(line);
    };
    const timer = setTimeout(() => answer(outageLine(index, late)), leftMs);
    void answerOne(subgraph, request, index).then(answer);
  });
}

/** The line of one entry; never rejects. */
async function answerOne(
  subgraph: Pick<Subgraph, 'execute'>,
  request: SubgraphRequest,
  index: number,
): Promise<string> {
  try {
    const result = await subgraph.execute(request);
    return JSON.stringify({ index, result } satisfies BatchLine);
  } catch (error) {
    return outageLine(index, error instanceof DatabaseUnavailable ? error.message : 'It failed.');
  }
}

function outageLine(index: number, outage: string): string {
  return JSON.stringify({ index, outage } satisfies BatchLine);
}

/** Lines that are ready in the same turn of the event loop leave together; after the last one the answer ends. */
function createLineWriter(response: ServerResponse, lines: number): (line: string) => void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  let missing = lines;
  let ready = '';
  const flush = () => {
    const text = ready;
    ready = '';
    // The gateway may have gone.
    if (response.destroyed) return;
    if (missing === 0) response.end(text);
    else response.write(text);
  };
  return (line) => {
    missing -= 1;
    if (ready === '') setImmediate(flush);
    ready += `${line}\n`;
  };
}
