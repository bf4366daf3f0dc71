import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { consentScopes, isConsentScope, scopeWords } from './scope-words.ts';

const api = readFileSync(new URL('../../../schema/api.graphql', import.meta.url), 'utf8');

test('there are words for every consent scope of the schema, and for no other', () => {
  const type = buildSchema(api, { assumeValid: true }).getType('ConsentScope');
  const scopes = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  expect([...consentScopes].toSorted()).toEqual(scopes.toSorted());
});

test('each says in sentences what it shows and what it hides', () => {
  for (const { title, shows, hides } of Object.values(scopeWords)) {
    expect(title).toMatch(/^[A-Z][^.]*$/);
    expect(shows).toMatch(/^[A-Z].*\.$/);
    expect(hides).toMatch(/^[A-Z].*\.$/);
  }
});

test('names that every object has are no scopes', () => {
  expect(isConsentScope('constructor')).toBe(false);
});
