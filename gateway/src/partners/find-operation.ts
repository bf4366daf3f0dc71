import { bareIdOf, hashesOf } from '../documents/document-ids.ts';
import type { RequestParameters } from '../documents/persisted.ts';
import { refuse } from './refusal.ts';

/** An operation that is registered for a partner. */
export interface RegisteredOperation {
  readonly documentId: string;
  readonly name: string;
  /** The exact text. */
  readonly text: string;
}

/** Where the operations of partners are found. */
export interface OperationSource {
  /** By any id that a client may have computed: that of the manifest, or the SHA-256 of the text, with or without `sha256:`. */
  find(partnerId: string, id: string): RegisteredOperation | null;
  /** By exactly the text; line breaks at its end do not count. */
  findText(partnerId: string, text: string): RegisteredOperation | null;
}

/** What a request names, for the log of refusals. */
export interface AskedOperation {
  readonly documentId: string | null;
  readonly operationName: string | null;
}

const quotedMax = 100;
const quote = (text: string) => JSON.stringify(text.length > quotedMax ? `${text.slice(0, quotedMax)}…` : text);

/** The id or the hash that a request names, as it was sent; null if it names none. */
export function readAsked(parameters: RequestParameters): AskedOperation {
  const { operationName } = parameters;
  const id = readId(parameters) ?? readHash(parameters);
  return {
    documentId: id?.slice(0, quotedMax) ?? null,
    operationName: typeof operationName === 'string' ? operationName.slice(0, quotedMax) : null,
  };
}

/**
 * The registered operation that a request of a partner means: by an id, by the hash of a persisted query, or by exactly its text.
 * @throws GraphQLError PERSISTED_QUERY_NOT_IN_LIST (404), PERSISTED_QUERY_ONLY (403), CANNOT_SEND_PQ_ID_AND_BODY or BAD_REQUEST (400).
 */
export function findOperation(
  source: OperationSource,
  partnerId: string,
  parameters: RequestParameters,
): RegisteredOperation {
  const text = typeof parameters['query'] === 'string' && parameters['query'] !== '' ? parameters['query'] : null;
  const id = readId(parameters) ?? readHash(parameters);
  if (id === null) {
    if (text === null)
      throw refuse('BAD_REQUEST', 'The request names no operation: it must have "documentId" or a persisted query.');
    const operation = source.findText(partnerId, text);
    if (operation) return operation;
    throw refuse('PERSISTED_QUERY_ONLY', 'A partner can send only operations that are registered for it.');
  }
  const operation = source.find(partnerId, id);
  if (text === null) {
    if (operation) return operation;
    throw refuse(
      'PERSISTED_QUERY_NOT_IN_LIST',
      `No operation with the id ${quote(id)} is registered for this partner.`,
    );
  }
  const ofText = source.findText(partnerId, text);
  if (!ofText) throw refuse('PERSISTED_QUERY_ONLY', 'A partner can send only operations that are registered for it.');
  if (operation?.text === ofText.text || hashesOf(text).includes(bareIdOf(id))) return ofText;
  throw refuse('CANNOT_SEND_PQ_ID_AND_BODY', `The text in query is not the operation with the id ${quote(id)}.`);
}

/** The names of the id: `documentId` (GraphQL over HTTP), `doc_id` and `id` (Relay). */
function readId(parameters: RequestParameters): string | null {
  for (const name of ['documentId', 'doc_id', 'id']) {
    const id = parameters[name];
    if (id === undefined || id === null) continue;
    if (typeof id === 'string' && id !== '') return id;
    throw refuse('BAD_REQUEST', `${name} must be a text that is not empty.`);
  }
  return null;
}

/** The hash of a persisted query, in the form of Apollo. */
function readHash({ extensions }: RequestParameters): string | null {
  const persisted = parseRecord(extensions)?.['persistedQuery'];
  if (persisted === undefined || persisted === null) return null;
  const { version, sha256Hash } = parseRecord(persisted) ?? {};
  if (version !== 1 || typeof sha256Hash !== 'string' || sha256Hash === '')
    throw refuse('BAD_REQUEST', 'extensions.persistedQuery must have version 1 and a sha256Hash.');
  return sha256Hash;
}

/** An object, or the JSON text of one, as a GET carries it; null for anything else. */
export function parseRecord(value: unknown): RequestParameters | null {
  if (typeof value === 'string') {
    try {
      return parseRecord(JSON.parse(value) as unknown);
    } catch {
      return null;
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RequestParameters) : null;
}
