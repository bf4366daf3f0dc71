import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { findOperation, type OperationSource, parseRecord, readAsked } from './find-operation.ts';

const text = 'query Own { partner(id: "par_1") { name } }';
const other = 'query Other { consentRules { policyVersion } }';
const hash = (value: string) => createHash('sha256').update(value).digest('hex');
const list = [
  { documentId: 'own-1', name: 'Own', text },
  { documentId: hash(other), name: 'Other', text: other },
];
const source: OperationSource = {
  find: (partnerId, id) => (partnerId === 'par_a' ? (list.find(({ documentId }) => documentId === id) ?? null) : null),
  findText: (partnerId, wanted) => (partnerId === 'par_a' ? (list.find((one) => one.text === wanted) ?? null) : null),
};
const persisted = (sha256Hash: unknown, version = 1) => ({ persistedQuery: { version, sha256Hash } });

function codeOf(parameters: Record<string, unknown>, partnerId = 'par_a'): unknown {
  try {
    return findOperation(source, partnerId, parameters).name;
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions['code'] : error;
  }
}

describe('the operation of a partner is found', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['by its id', { documentId: 'own-1' }, 'Own'],
    ['by the id as Relay sends it', { doc_id: 'own-1' }, 'Own'],
    ['by the id under its shortest name', { id: 'own-1' }, 'Own'],
    ['by the hash of a persisted query', { extensions: persisted(hash(other)) }, 'Other'],
    ['by the hash in the JSON of a GET', { extensions: JSON.stringify(persisted(hash(other))) }, 'Other'],
    ['by its text', { query: text }, 'Own'],
    ['by its text and its id', { query: text, documentId: 'own-1' }, 'Own'],
    ['by its text and its hash', { query: text, extensions: persisted(hash(text)) }, 'Own'],
    ['by its text and its hash with a prefix', { query: text, documentId: `sha256:${hash(text)}` }, 'Own'],
    ['by its text and the hash of it with a line break', { query: text, doc_id: hash(`${text}\n`) }, 'Own'],
    ['with an empty text beside the id', { query: '', documentId: 'own-1' }, 'Own'],
    ['with a null beside the id', { doc_id: null, documentId: 'own-1' }, 'Own'],
  ])('%s', (_, parameters, name) => {
    expect(codeOf(parameters)).toBe(name);
  });
});

describe('a request of a partner is refused', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['that names nothing', {}, 'BAD_REQUEST'],
    ['with an id that is not registered', { documentId: 'own-2' }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['with a hash that is not registered', { extensions: persisted(hash('x')) }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['with a text that is not registered', { query: '{ consentRules { policyVersion } }' }, 'PERSISTED_QUERY_ONLY'],
    ['that asks for the schema', { query: '{ __schema { types { name } } }' }, 'PERSISTED_QUERY_ONLY'],
    ['that would register a text', { query: '{ a }', extensions: persisted(hash('{ a }')) }, 'PERSISTED_QUERY_ONLY'],
    ['with a text under the id of another', { query: other, documentId: 'own-1' }, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    ['with a foreign text under a good id', { query: '{ a }', documentId: 'own-1' }, 'PERSISTED_QUERY_ONLY'],
    [
      'with a good text under a hash that is not its own',
      { query: text, extensions: persisted(hash('x')) },
      'CANNOT_SEND_PQ_ID_AND_BODY',
    ],
    ['with an id that is no text', { documentId: 7 }, 'BAD_REQUEST'],
    ['with an empty id', { documentId: '' }, 'BAD_REQUEST'],
    ['with a hash of another version', { extensions: persisted(hash(other), 2) }, 'BAD_REQUEST'],
    ['with a hash that is a list', { extensions: persisted([hash(other)]) }, 'BAD_REQUEST'],
  ])('%s', (_, parameters, code) => {
    expect(codeOf(parameters)).toBe(code);
  });

  test('with the id of another partner', () => {
    expect(codeOf({ documentId: 'own-1' }, 'par_b')).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    expect(codeOf({ query: text }, 'par_b')).toBe('PERSISTED_QUERY_ONLY');
  });
});

test('the log of refusals gets the id or hash as it was sent, cut to what an id can have', () => {
  expect(readAsked({ documentId: 'x'.repeat(500), operationName: 'A' })).toEqual({
    documentId: 'x'.repeat(100),
    operationName: 'A',
  });
  expect(readAsked({ query: '{ a }', operationName: 7 })).toEqual({ documentId: null, operationName: null });
});

test.each([
  ['{"a":1}', { a: 1 }],
  [{ a: 1 }, { a: 1 }],
  ['[1]', null],
  ['{', null],
  [[1], null],
  [null, null],
  [7, null],
])('%j is read as an object or is none', (value, record) => {
  expect(parseRecord(value)).toEqual(record);
});
