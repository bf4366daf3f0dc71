import { GraphQLError } from 'graphql';
import { bareIdOf, hashesOf, hashText } from './document-ids.ts';
import type { StoredDocument, StoredDocuments } from './stored-documents.ts';

/** The parameters of a request: the decoded JSON body of a POST, or the query parameters of a GET. */
export type RequestParameters = Readonly<Record<string, unknown>>;

/** The part of an HTTP request that carries an operation. `search` is the query part of the address, with its `?`. */
export type OperationRequest = { readonly method: string; readonly body: unknown; readonly search: string };

/** Codes of refusals of ids and hashes; `PERSISTED_QUERY_NOT_FOUND` for unknown APQ hashes is Apollo Server's own. */
export type PersistedErrorCode = 'PERSISTED_DOCUMENT_NOT_FOUND' | 'PERSISTED_DOCUMENT_MISMATCH' | 'BAD_REQUEST';

/**
 * Puts the stored text in the place of its id, so that what follows sees an ordinary request.
 * A request that names no stored document passes unchanged; unknown APQ hashes stay for the server's own APQ.
 * @throws GraphQLError with `extensions.http.status` when an id is unknown (404) or does not fit the text (400).
 */
export function resolveStoredDocument<Request extends OperationRequest>(
  request: Request,
  documents: StoredDocuments,
): Request {
  if (request.method === 'POST') {
    if (!isRecord(request.body)) {
      const sentence = Array.isArray(request.body) ? 'a list: batching is not served' : 'not an object';
      throw refuse(400, 'BAD_REQUEST', `The body must be one JSON object with an operation; it is ${sentence}.`);
    }
    const body = fillInText(request.body, documents);
    if (body['query'] === undefined && !readExtensions(body['extensions'])?.['persistedQuery']) {
      throw refuse(
        400,
        'BAD_REQUEST',
        'The body names no operation: it must have "query", "documentId" or a persisted query.',
      );
    }
    return { ...request, body };
  }
  const parameters = Object.fromEntries(new URLSearchParams(request.search));
  const filled = fillInText(parameters, documents);
  return filled === parameters ? request : { ...request, search: `?${writeSearch(filled)}` };
}

/**
 * The same on decoded parameters; returns the very same object when there is nothing to fill in.
 * Names of the id: `documentId` (GraphQL over HTTP, draft appendix on persisted documents), `doc_id` and `id` (Relay),
 * `extensions.persistedQuery.sha256Hash` (Apollo).
 * @throws GraphQLError as `resolveStoredDocument`.
 */
export function fillInText(parameters: RequestParameters, documents: StoredDocuments): RequestParameters {
  const text = typeof parameters['query'] === 'string' && parameters['query'] !== '' ? parameters['query'] : undefined;
  const documentId = readDocumentId(parameters, text);
  if (documentId !== undefined) return fillInById(parameters, documentId, text, documents);

  const extensions = readExtensions(parameters['extensions']);
  const persistedQuery = extensions?.['persistedQuery'];
  if (!extensions || !persistedQuery) return parameters;
  if (!isRecord(persistedQuery)) throw refuse(400, 'BAD_REQUEST', 'extensions.persistedQuery must be an object.');
  return fillInByHash(parameters, extensions, persistedQuery, text, documents);
}

function fillInById(
  parameters: RequestParameters,
  id: string,
  text: string | undefined,
  documents: StoredDocuments,
): RequestParameters {
  const stored = documents.find(id);
  if (text === undefined) {
    // 404 rather than 400: the request is well formed, what it names is not here. Monitoring can then tell a frontend that
    // was deployed before its manifest from a broken one. The draft appendix asks for an error and leaves the status open.
    if (!stored)
      throw refuse(404, 'PERSISTED_DOCUMENT_NOT_FOUND', `There is no stored document with the id ${quote(id)}.`);
    return { ...parameters, query: stored.text };
  }
  // The id of a text may be its own hash, whether or not that text is stored.
  if (stored ? isTextOf(stored, text) : isHashOf(id, text)) return parameters;
  throw refuse(400, 'PERSISTED_DOCUMENT_MISMATCH', `The text in query is not the document with the id ${quote(id)}.`);
}

function fillInByHash(
  parameters: RequestParameters,
  extensions: RequestParameters,
  { version, sha256Hash }: RequestParameters,
  text: string | undefined,
  documents: StoredDocuments,
): RequestParameters {
  if (version !== 1) throw refuse(400, 'BAD_REQUEST', 'extensions.persistedQuery.version must be 1.');
  if (typeof sha256Hash !== 'string' || sha256Hash === '') {
    throw refuse(400, 'BAD_REQUEST', 'extensions.persistedQuery.sha256Hash must be a text.');
  }
  const stored = documents.find(sha256Hash);
  if (text === undefined && !stored) return parameters;
  if (text !== undefined) {
    // The plain case of APQ, registering a text: the server's own APQ computes and keeps exactly this hash.
    if (sha256Hash === hashText(text)) return parameters;
    if (!stored || !isTextOf(stored, text)) {
      const sentence = `The hash ${quote(sha256Hash)} does not match the text in query; its SHA-256 is ${hashText(text)}.`;
      throw refuse(400, 'PERSISTED_DOCUMENT_MISMATCH', sentence);
    }
  }
  // The server's own APQ would look for the id, or hash the text and find another value: it must not see the extension.
  const { persistedQuery: _answered, ...otherExtensions } = extensions;
  return { ...parameters, query: text ?? stored?.text, extensions: otherExtensions };
}

/** The id of the wanted document. Beside a text, `id` and `doc_id` are taken for something of the client's own. */
function readDocumentId(parameters: RequestParameters, text: string | undefined): string | undefined {
  const names = text === undefined ? ['documentId', 'doc_id', 'id'] : ['documentId'];
  const name = names.find((each) => parameters[each] !== undefined && parameters[each] !== null);
  if (name === undefined) return undefined;
  const id = parameters[name];
  if (typeof id === 'string' && id !== '') return id;
  throw refuse(400, 'BAD_REQUEST', `${name} must be a text that is not empty.`);
}

/** A GET carries extensions as JSON text. Malformed ones are left to the server, which has a sentence for them. */
function readExtensions(extensions: unknown): RequestParameters | undefined {
  if (isRecord(extensions)) return extensions;
  if (typeof extensions !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(extensions);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function writeSearch(parameters: RequestParameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    search.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return search.toString();
}

// Relay hashes a text with its closing line break, others without; whether it was sent along says nothing.
const isHashOf = (id: string, text: string) => hashesOf(text).includes(bareIdOf(id));
const isTextOf = (stored: StoredDocument, text: string) => stored.text.trimEnd() === text.trimEnd();

const isRecord = (value: unknown): value is RequestParameters =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Ids come from the client: only their beginning is repeated. */
const quote = (id: string) => JSON.stringify(id.length > 100 ? `${id.slice(0, 100)}…` : id);

/** An unknown id may be stored with the next deployment: no cache may keep the refusal. */
const headers: ReadonlyMap<string, string> = new Map([['cache-control', 'no-store']]);

const refuse = (status: number, code: PersistedErrorCode, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status, headers } } });
