import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { fillInText, resolveStoredDocument } from './persisted.ts';
import { indexDocuments } from './stored-documents.ts';

const text = 'query City { city(code: "310000") { name } }';
const hash = (of: string) => createHash('sha256').update(of).digest('hex');
const documents = indexDocuments([{ id: 'city-of-web', text, client: 'web', name: 'City' }]);
const persistedQuery = (sha256Hash: unknown, version = 1) => ({ persistedQuery: { version, sha256Hash } });

function refusalOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (error instanceof GraphQLError) return { message: error.message, ...error.extensions };
    throw error;
  }
  throw new Error('This should have been refused.');
}

describe('a stored document is found by', () => {
  test.each([
    ['the id of its manifest', 'city-of-web'],
    ['the id with the prefix of the draft', 'sha256:city-of-web'],
    ['the hash of its text', hash(text)],
    ['the hash with its prefix', `sha256:${hash(text)}`],
    ['the hash of its text with a line break, as Relay computes it', hash(`${text}\n`)],
  ])('%s', (_, documentId) => {
    expect(fillInText({ documentId, variables: { a: 1 } }, documents)).toMatchObject({
      query: text,
      variables: { a: 1 },
    });
  });

  test.each(['documentId', 'doc_id', 'id'])('the parameter %s', (name) => {
    expect(fillInText({ [name]: 'city-of-web' }, documents)).toMatchObject({ query: text });
  });

  test('a manifest id in the place of an APQ hash, and APQ itself never sees it', () => {
    const extensions = { ...persistedQuery('city-of-web'), clientLibrary: { name: '@apollo/client' } };
    expect(fillInText({ extensions }, documents)).toEqual({
      query: text,
      extensions: { clientLibrary: { name: '@apollo/client' } },
    });
  });

  test('an address, with its other parameters kept', () => {
    const { search } = resolveStoredDocument(
      { method: 'GET', body: undefined, search: '?documentId=sha256:city-of-web&variables=%7B%22a%22%3A1%7D' },
      documents,
    );
    const parameters = new URLSearchParams(search);
    expect(parameters.get('query')).toBe(text);
    expect(parameters.get('variables')).toBe('{"a":1}');
  });

  test('an address with the hash in its extensions', () => {
    const extensions = JSON.stringify({ ...persistedQuery(hash(text)), miss: true });
    const { search } = resolveStoredDocument(
      { method: 'GET', body: undefined, search: `?${new URLSearchParams({ extensions })}` },
      documents,
    );
    expect(Object.fromEntries(new URLSearchParams(search))).toEqual({ query: text, extensions: '{"miss":true}' });
  });
});

describe('a request passes untouched', () => {
  test.each([
    ['with text alone', { query: '{ me { id } }' }],
    ['with text and an id of the client itself', { query: '{ me { id } }', id: 'request-7' }],
    ['that registers a text by its hash', { query: '{ a }', extensions: persistedQuery(hash('{ a }')) }],
    ['that looks for a hash we do not store', { extensions: persistedQuery(hash('{ a }')) }],
    ['with the stored text beside its id', { query: text, documentId: 'city-of-web' }],
    [
      'with a text and its own hash as id, though it is not stored',
      { query: '{ a }', documentId: `sha256:${hash('{ a }')}` },
    ],
    ['with extensions that are not JSON', { extensions: '{' }],
  ])('%s', (_, parameters) => {
    expect(fillInText(parameters, documents)).toBe(parameters);
  });
});

describe('a request is refused', () => {
  test.each([
    ['a list', [{ documentId: 'city-of-web' }], /it is a list: batching is not served/],
    ['a number', 5, /it is not an object/],
    ['null', null, /it is not an object/],
  ])('with a body that is %s', (_, body, message) => {
    expect(() => resolveStoredDocument({ method: 'POST', body, search: '' }, documents)).toThrow(message);
  });

  test('with an unknown id, and the sentence repeats it', () => {
    expect(refusalOf(() => fillInText({ documentId: 'town' }, documents))).toEqual({
      message: 'There is no stored document with the id "town".',
      code: 'PERSISTED_DOCUMENT_NOT_FOUND',
      http: { status: 404, headers: new Map([['cache-control', 'no-store']]) },
    });
  });

  test('with an endless id, of which only the beginning is repeated', () => {
    expect(refusalOf(() => fillInText({ documentId: 'x'.repeat(9_000) }, documents)).message.length).toBeLessThan(200);
  });

  test.each([
    [
      'an id whose stored text is another',
      { query: '{ a }', documentId: 'city-of-web' },
      'PERSISTED_DOCUMENT_MISMATCH',
    ],
    [
      'an id that is not the hash of the text',
      { query: '{ a }', documentId: hash('{ b }') },
      'PERSISTED_DOCUMENT_MISMATCH',
    ],
    [
      'a hash of another text',
      { query: '{ a }', extensions: persistedQuery(hash('{ b }')) },
      'PERSISTED_DOCUMENT_MISMATCH',
    ],
    [
      'the hash of a stored text beside another',
      { query: '{ a }', extensions: persistedQuery(hash(text)) },
      'PERSISTED_DOCUMENT_MISMATCH',
    ],
    ['a document id that is no text', { documentId: 7 }, 'BAD_REQUEST'],
    ['a persisted query that is no object', { query: '{ a }', extensions: { persistedQuery: true } }, 'BAD_REQUEST'],
    ['a hash that is no text', { extensions: persistedQuery(7) }, 'BAD_REQUEST'],
    ['another version of persisted queries', { extensions: persistedQuery(hash(text), 2) }, 'BAD_REQUEST'],
  ])('with %s', (_, parameters, code) => {
    expect(refusalOf(() => fillInText(parameters, documents))).toMatchObject({ code, http: { status: 400 } });
  });
});
