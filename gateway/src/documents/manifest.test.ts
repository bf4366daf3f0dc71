import { expect, test } from 'vitest';
import { readManifest } from './manifest.ts';

const operation = { id: 'a1', name: 'City', type: 'query', body: 'query City { a }' };
const apollo = (operations: readonly unknown[]) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations,
});

test('Apollo, Relay and codegen write manifests that say the same', () => {
  expect(readManifest(apollo([{ ...operation, clientName: 'web' }]))).toMatchObject({
    value: {
      format: 'apollo-persisted-query-manifest',
      entries: [{ id: 'a1', name: 'City', text: 'query City { a }' }],
    },
  });
  expect(readManifest({ '5d41402abc4b2a76b9719d911017c592': '{ relay }\n' })).toMatchObject({
    value: {
      format: 'record',
      entries: [{ id: '5d41402abc4b2a76b9719d911017c592', name: null, text: '{ relay }\n' }],
    },
  });
  expect(readManifest({ 'sha256:ff': '{ codegen }' })).toMatchObject({
    value: { entries: [{ id: 'sha256:ff', text: '{ codegen }' }] },
  });
});

test.each([
  ['no object', 'text', 'in the manifest'],
  ['a list', [], 'in the manifest'],
  ['nothing', null, 'in the manifest'],
  ['another version', { ...apollo([]), version: 2 }, 'in the entry version'],
  ['no format', { operations: [operation] }, 'in the entry format'],
  [
    'an operation without a text',
    apollo([operation, { id: 'a2', name: 'B', type: 'query' }]),
    'entry operations.1.body',
  ],
  ['an operation with an empty id', apollo([{ ...operation, id: '' }]), 'entry operations.0.id'],
  ['a number for a text', { a: 'query A { a }', b: 7 }, 'in the entry b'],
  ['an empty text', { a: '' }, 'in the entry a'],
])('a manifest that is or has %s is refused by a sentence that names the place', (_, json, place) => {
  expect(readManifest(json)).toMatchObject({
    ok: false,
    code: 'MANIFEST_INVALID',
    message: expect.stringContaining(place),
  });
});
