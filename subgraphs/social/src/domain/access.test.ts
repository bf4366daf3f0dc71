import { describe, expect, test } from 'vitest';
import { type AccessFacts, checkAccess } from './access.ts';

const facts: AccessFacts = {
  operationName: 'PartnerUnderConsent',
  scopes: ['PROFILE_BASIC'],
  fields: ['PartnerCustomerView.displayName'],
  requestId: 'request-1',
};
const many = (count: number) => Array.from({ length: count }, (_, index) => `F.${index}`);

describe('what is written down of a reading', () => {
  test.each<[string, Partial<AccessFacts>]>([
    ['a usual one', {}],
    ['nothing read', { scopes: [], fields: [] }],
    [
      'as much as fits',
      { scopes: many(16), fields: many(200), operationName: 'n'.repeat(200), requestId: 'r'.repeat(200) },
    ],
    ['a name in any language', { operationName: '读取🙂' }],
  ])('%s is taken as it is', (_, change) => {
    expect(checkAccess({ ...facts, ...change })).toEqual({ ok: true, value: { ...facts, ...change } });
  });

  test.each<[string, Partial<AccessFacts>, string]>([
    ['17 scopes', { scopes: many(17) }, 'scopes'],
    ['201 fields', { fields: many(201) }, 'fields'],
    ['a name of 201 characters', { operationName: 'n'.repeat(201) }, 'operationName'],
    ['a request id of 201 characters', { requestId: 'r'.repeat(201) }, 'requestId'],
    ['the character NUL in a name', { operationName: 'a\0b' }, 'operationName'],
    ['half a character in a field', { fields: ['F.ok', '\ud83d'] }, 'fields'],
    ['the character NUL in a request id', { requestId: '\0' }, 'requestId'],
  ])('%s is refused', (_, change, path) => {
    expect(checkAccess({ ...facts, ...change })).toMatchObject({ ok: false, code: 'INVALID_INPUT', path: [path] });
  });
});
