import type { Dispatcher } from 'undici';
import type { TransportResponse } from './transport.ts';

/**
 * A server may close a kept connection at the moment we write to it. Reading twice harms nobody, so queries are sent again
 * once; a mutation is not, because it may have been carried out.
 */
export async function sendAgainIfClosed(
  send: () => Promise<Dispatcher.ResponseData>,
  isRepeatable: boolean,
): Promise<Dispatcher.ResponseData> {
  try {
    return await send();
  } catch (error) {
    if (!isRepeatable || !isClosedConnection(error)) throw error;
    return send();
  }
}

function isClosedConnection(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** Whether an operation may change something. In doubt it may: a word too much costs one call of its own. */
export function isMutation(query: string): boolean {
  return /(^|[\s},])mutation\b/.test(query);
}

/**
 * The parts of a body between line feeds, each as soon as it is there. What follows the last line feed is no line.
 * @throws Error if the body has more than `bytesMax` bytes.
 */
export async function* readLines(body: AsyncIterable<Buffer>, bytesMax: number): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  for await (const chunk of limitBytes(body, bytesMax)) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      begun.push(chunk.subarray(start, end));
      yield Buffer.concat(begun).toString('utf8');
      begun = [];
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
  }
}

const lineFeed = 0x0a;

/** The whole body as text. @throws Error if it has more than `bytesMax` bytes. */
export async function readText(body: AsyncIterable<Buffer>, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of limitBytes(body, bytesMax)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function* limitBytes(body: AsyncIterable<Buffer>, bytesMax: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // Leaving the loop destroys the body and with it the connection.
    if (bytes > bytesMax) throw new Error(`Its answer is larger than ${bytesMax} bytes.`);
    yield chunk;
  }
}

/** What a JSON text says, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value is an answer in the form of the GraphQL specification. */
export function isAnswer(value: unknown): value is TransportResponse {
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

/** Whether a value is an object with keys, and no list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
