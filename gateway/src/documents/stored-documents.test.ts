import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readStoredDocuments } from './stored-documents.ts';

function makeFolder(manifests: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stored-documents-'));
  for (const [client, manifest] of Object.entries(manifests)) {
    mkdirSync(join(folder, client));
    const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    writeFileSync(join(folder, client, 'manifest.json'), text);
  }
  return folder;
}

const operation = { id: 'a1', name: 'City', type: 'query', body: 'query City { a }' };
const apollo = { format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] };

test('the manifests of Apollo, Relay and codegen are read side by side', () => {
  const documents = readStoredDocuments(
    makeFolder({
      web: apollo,
      phone: { '5d41402abc4b2a76b9719d911017c592': '{ relay }' },
      shop: { 'sha256:ff': '{ codegen }' },
    }),
  );
  expect(documents.find('a1')).toEqual({ id: 'a1', text: 'query City { a }', client: 'web', name: 'City' });
  expect(documents.find('5d41402abc4b2a76b9719d911017c592')).toMatchObject({ text: '{ relay }', client: 'phone' });
  expect(documents.find('ff')).toMatchObject({ text: '{ codegen }', client: 'shop' });
  expect(documents.find('toString')).toBeUndefined();
});

test('a folder that does not exist holds no documents', () => {
  expect(readStoredDocuments('/nowhere').all).toEqual([]);
});

test.each([
  ['is not JSON', '{', /web.manifest\.json is not JSON/],
  ['has another shape', { operations: [{ id: 1 }] }, /web.manifest\.json is no manifest/],
])('a manifest that %s is named', (_, manifest, sentence) => {
  expect(() => readStoredDocuments(makeFolder({ web: manifest }))).toThrow(sentence);
});

test('one id cannot stand for two texts', () => {
  expect(() => readStoredDocuments(makeFolder({ web: apollo, shop: { a1: '{ other }' } }))).toThrow(
    'The id a1 stands for two',
  );
});

test('an id of a manifest is never hidden by the hash of another text', () => {
  const hashOfA = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
  const documents = readStoredDocuments(makeFolder({ shop: { one: 'a', [hashOfA]: '{ promised }' } }));
  expect(documents.find(hashOfA)?.text).toBe('{ promised }');
});
