import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { partnerRefusals } from '@ecosystem/gateway/database/tables';
import { splitId } from '@ecosystem/kit/ids';
import { sql } from 'drizzle-orm';
import { readText } from './files.ts';
import type { Answer, AnswerError, World } from './world.ts';

/** How one request of a partner is made, byte by byte where it matters. */
export interface PartnerRequest {
  readonly method?: string;
  readonly path?: string;
  /** Parameters of the address. */
  readonly search?: Readonly<Record<string, string>>;
  /** A text is sent as it is; anything else as JSON. */
  readonly body?: unknown;
  /** An array sends the header several times. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly token?: string;
}

/** An answer as it came over the wire. */
export interface PartnerAnswer<Data = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly data: Data | null;
  readonly errors: readonly AnswerError[];
  /** The codes of the errors. */
  readonly codes: readonly unknown[];
  readonly requestId: string;
}

/** What a partner uses whose client is of today: the status then tells what is wrong with an operation. */
const accept = 'application/graphql-response+json, application/json;q=0.9';

/** Sends a request over a connection of its own. @throws Error if the connection breaks. */
export async function sendTo<Data = Record<string, unknown>>(
  url: string,
  { method = 'POST', path = '/graphql', search = {}, body, headers = {}, token }: PartnerRequest,
): Promise<PartnerAnswer<Data>> {
  const query = new URLSearchParams(search).toString();
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const sending = request(`${url}${path}${query && `?${query}`}`, {
    method,
    agent: false,
    headers: {
      accept,
      'x-request-id': randomUUID(),
      ...(payload !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(payload)),
      }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  sending.end(payload);
  const [response] = await once(sending, 'response');
  const text = await readAll(response);
  const parsed = text.startsWith('{') ? (JSON.parse(text) as Pick<Answer<Data>, 'data' | 'errors'>) : {};
  const errors = parsed.errors ?? [];
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    data: parsed.data ?? null,
    errors,
    codes: errors.map(({ extensions }) => extensions['code']),
    requestId: String(response.headers['x-request-id']),
  };
}

interface ManifestOperation {
  readonly id: string;
  readonly name: string;
  readonly body: string;
}

/** An operation of a partner of the demo: as its manifest has it. */
export function operationOf(partner: string, name: string): ManifestOperation {
  const manifest = JSON.parse(readText(`schema/operations/partner/${partner}/manifest.json`)) as {
    readonly operations: readonly ManifestOperation[];
  };
  const found = manifest.operations.find((operation) => operation.name === name);
  if (!found) throw new Error(`${partner} has no operation ${name}.`);
  return found;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A row of a customer's access log. */
export interface AccessRow {
  readonly actor: string;
  readonly operation_name: string;
  readonly scopes: readonly string[];
  readonly fields: readonly string[];
  readonly is_granted: boolean;
  readonly consent_id: string | null;
  readonly seq: number;
}

/** The rows of the customers' access logs that a request left. */
export async function accessesOf(world: World, requestId: string): Promise<AccessRow[]> {
  const rows = await world.subgraphs.social.subgraph.database.read.execute(
    sql`select actor, operation_name, scopes, fields, is_granted, consent_id, seq from access_log
      where request_id = ${requestId}`,
  );
  return rows as unknown[] as AccessRow[];
}

/** The rows of the log of refusals that a request left. */
export async function refusalsOf({ database }: World, requestId: string) {
  if (!database) throw new Error('The world has no partners.');
  const columns = partnerRefusals;
  return database.database.read
    .select({
      partnerId: columns.partnerId,
      code: columns.code,
      documentId: columns.documentId,
      operationName: columns.operationName,
    })
    .from(columns)
    .where(sql`${columns.requestId} = ${requestId}`);
}

/** The chains of the access log that are broken. */
export async function brokenChainsOf(world: World): Promise<unknown[]> {
  return [...(await world.subgraphs.social.subgraph.database.read.execute(sql`select * from access_log_breaks(null)`))];
}

/** The UUID of an id. */
export const uuidOf = (id: string): string => splitId(id)?.uuid ?? '';
