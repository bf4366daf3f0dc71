import { describe, expect, test } from 'vitest';
import { type AccessFacts, canHoldFacts, canHoldRequest } from './access.ts';

const facts: AccessFacts = {
  operationName: 'PartnerUnderConsent',
  scopes: ['PROFILE_BASIC'],
  fields: ['PartnerCustomerView.displayName'],
};
const many = (count: number) => Array.from({ length: count }, (_, index) => `F.${index}`);

describe('the facts of readings', () => {
  test.each<[string, boolean, Partial<AccessFacts>]>([
    ['usual ones', true, {}],
    ['nothing read', true, { scopes: [], fields: [] }],
    ['as much as fits', true, { scopes: many(16), fields: many(200), operationName: 'n'.repeat(200) }],
    ['a name in any language', true, { operationName: '读取🙂' }],
    ['17 scopes', false, { scopes: many(17) }],
    ['201 fields', false, { fields: many(201) }],
    ['a name of 201 characters', false, { operationName: 'n'.repeat(201) }],
    ['the character NUL in a name', false, { operationName: 'a\0b' }],
    ['half a character in a field', false, { fields: ['F.ok', '\ud83d'] }],
  ])('%s: the log can hold them: %s', (_, expected, change) => {
    expect(canHoldFacts({ ...facts, ...change })).toBe(expected);
  });
});

test.each([
  ['request-1', true],
  ['r'.repeat(200), true],
  ['r'.repeat(201), false],
  ['a\0b', false],
])('the id of a request %j can be held: %s', (requestId, expected) => {
  expect(canHoldRequest(requestId)).toBe(expected);
});
