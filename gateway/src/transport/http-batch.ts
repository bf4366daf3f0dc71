import { batchSuffix } from '@ecosystem/kit/batch-protocol';
import { callersHeader, signCallers } from '@ecosystem/kit/caller';
import type { Pool } from 'undici';
import { isAnswer, isMutation, isObject, parseJson, readLines, sendAgainIfClosed } from './http-answer.ts';
import { divideIntoCalls, type Packed, packCall } from './http-batch-body.ts';
import { shorterLimit, waitAtMost } from './time-limit.ts';
import type { TransportRequest, TransportResponse } from './transport.ts';

export interface BatchOptions {
  readonly name: string;
  /** Where the subgraph answers one operation; its batches go to `/batch` behind it. */
  readonly url: URL;
  readonly pool: Pool;
  readonly timeoutMs: number;
  readonly callerSecret: Uint8Array;
  readonly responseBytesMax: number;
}

/** One fetch that waits for its answer. */
interface Waiting extends Packed {
  resolve(answer: TransportResponse): void;
  reject(reason: unknown): void;
  /** The call that the fetch travels in; null before it leaves. */
  call: Call | null;
  /** Whether the subgraph has said what became of it. */
  isAnswered: boolean;
  /** Whether somebody waits. */
  isWanted: boolean;
}

/** One call to the subgraph. */
interface Call {
  readonly fetches: readonly Waiting[];
  readonly controller: AbortController;
}

/**
 * Fetches that are asked in the same turn of the event loop leave in one call, whoever asks, and each is answered as soon as the
 * subgraph has done it. Time and abortion of one do not touch the others; a call that nobody waits for any more is given up.
 * A mutation leaves alone and is never sent again.
 */
export function createBatchedFetch(options: BatchOptions): (request: TransportRequest) => Promise<TransportResponse> {
  let queue: Waiting[] = [];

  function leave() {
    const fetches = queue.filter(({ isWanted }) => isWanted);
    queue = [];
    for (const some of divideIntoCalls(fetches)) void makeCall(options, some);
  }

  return async (request) => {
    const limitMs = shorterLimit(options.timeoutMs, request.timeoutMs);
    let own: Waiting | undefined;
    try {
      return await waitAtMost(limitMs, request.signal, () => {
        const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
        const variables = JSON.stringify(request.variables);
        const deadlineAt = performance.now() + limitMs;
        own = { request, variables, deadlineAt, resolve, reject, call: null, isAnswered: false, isWanted: true };
        if (isMutation(request.query)) void makeCall(options, [own]);
        else if (queue.push(own) === 1) setImmediate(leave);
        return promise;
      });
    } finally {
      if (own) {
        own.isWanted = false;
        if (own.call) giveUpIfUnwanted(own.call);
      }
    }
  };
}

/** Closes the connection of a call of which only answers are missing that nobody waits for. */
function giveUpIfUnwanted({ fetches, controller }: Call): void {
  const isUnwanted = fetches.every(({ isWanted, isAnswered }) => isAnswered || !isWanted);
  if (isUnwanted && fetches.some(({ isAnswered }) => !isAnswered)) {
    controller.abort(new Error('Nobody waits for the answer.'));
  }
}

/** Makes one call; each of its fetches gets its answer, or the reason why it has none. */
async function makeCall(options: BatchOptions, fetches: readonly Waiting[]): Promise<void> {
  const call: Call = { fetches, controller: new AbortController() };
  for (const fetch of fetches) fetch.call = call;
  try {
    const { url, pool, responseBytesMax } = options;
    const { callers, body } = packCall(fetches);
    const headers = {
      'content-type': 'application/json',
      [callersHeader]: await signCallers(callers, options.name, options.callerSecret),
    };
    const path = url.pathname + batchSuffix + url.search;
    const { signal } = call.controller;
    const response = await sendAgainIfClosed(
      () => pool.request({ path, method: 'POST', headers, body, signal }),
      !fetches.some(({ request }) => isMutation(request.query)),
    );
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new Error(`It answered with HTTP status ${response.statusCode}.`);
    }
    for await (const line of readLines(response.body, responseBytesMax)) {
      readLine(call, line);
      giveUpIfUnwanted(call);
    }
    throw new Error('Its answer ended too early.');
  } catch (reason) {
    for (const fetch of fetches) if (!fetch.isAnswered) fetch.reject(reason);
  }
}

/** @throws Error if the line is none of the protocol: then nothing that follows can be trusted. */
function readLine({ fetches }: Call, line: string): void {
  const message = parseJson(line);
  const index = isObject(message) ? message['index'] : null;
  const fetch = typeof index === 'number' ? fetches[index] : undefined;
  if (!isObject(message) || !fetch || fetch.isAnswered) throw new Error('A line of its answer is not one of a batch.');
  fetch.isAnswered = true;
  const { result, outage } = message;
  if (isAnswer(result)) fetch.resolve(result);
  else fetch.reject(new Error(typeof outage === 'string' ? outage : 'Its answer is not GraphQL.'));
}
