import { describe, expect, test } from 'vitest';
import type { PartnerOperation } from '../registry/partner-operation.ts';
import { nameTools } from './tool-names.ts';

const operationOf = (name: string, documentId: string, release = 1): PartnerOperation => ({
  partnerId: 'par_x',
  documentId,
  name,
  text: '',
  description: null,
  kind: 'query',
  consentScopes: [],
  oauthScopes: [[]],
  estimatedCost: 1,
  needsSubject: false,
  release,
  publishedAt: new Date(0),
});

const namesOf = (...operations: readonly PartnerOperation[]) =>
  [...nameTools(operations)].map(([name, { documentId }]) => [name, documentId]);

describe('the name of a tool', () => {
  test('is that of its operation, in the order of the alphabet', () => {
    expect(namesOf(operationOf('B', '1'), operationOf('A', '2'))).toEqual([
      ['A', '2'],
      ['B', '1'],
    ]);
  });

  test('stays with the newest version; an older one has the beginning of its document id after it', () => {
    const old = operationOf('Orders', '0123456789abcdef', 1);
    const young = operationOf('Orders', 'fedcba9876543210', 2);
    const expected = [
      ['Orders', young.documentId],
      ['Orders-01234567', old.documentId],
    ];
    expect(namesOf(old, young)).toEqual(expected);
    expect(namesOf(young, old)).toEqual(expected);
  });

  test('is another one for each version, whatever their ids look like', () => {
    const versions = ['same-beginning-1', 'same-beginning-2', 'a/b:c d', 'a/b:c e', '名'].map((id, index) =>
      operationOf('Orders', id, index),
    );
    const names = namesOf(...versions).map(([name]) => String(name));
    expect(new Set(names).size).toBe(versions.length);
    for (const name of names) expect(name).toMatch(/^[\w.-]{1,128}$/);
  });

  test('is cut where the protocol ends', () => {
    const long = 'Q'.repeat(200);
    const names = namesOf(operationOf(long, 'one', 2), operationOf(long, 'two', 1)).map(([name]) => name);
    expect(names).toEqual([`${'Q'.repeat(124)}-two`, 'Q'.repeat(128)].sort());
  });
});
