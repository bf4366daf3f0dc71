import { buildSchema } from '@apollo/federation-internals';
import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { describe, expect, test } from 'vitest';
import { findRefusal, type Requirement, readRequirements } from './requirements.ts';

/** A supergraph of somebody else: directives renamed by `as` and by import, interfaces as older compositions left them. */
const foreign = buildSchema(
  `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "login", for: SECURITY)
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", import: [{ name: "@requiresScopes", as: "@needs" }], for: SECURITY)
    @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
  { query: Query }
  directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
  enum link__Purpose { SECURITY EXECUTION }
  scalar link__Import
  scalar policy__Policy
  scalar requiresScopes__Scope
  directive @login on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @needs(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @authenticated on FIELD_DEFINITION
  type Query { open: Int @authenticated me: Int @login node: Node secret: Secret level: Level }
  interface Node { id: ID name: String }
  type Plain implements Node { id: ID name: String @needs(scopes: [["names"]]) }
  type Hidden implements Node @needs(scopes: [["hidden"]]) { id: ID name: String }
  interface Guarded @login { open: Int sealed: Int @needs(scopes: [["sealed"]]) }
  type Behind implements Guarded { open: Int sealed: Int }
  scalar Secret @policy(policies: [["p"]])
  enum Level @login { LOW }
`,
  { validate: false },
);

describe('what a supergraph requires', () => {
  const requirements = readRequirements(foreign);

  test('is read by the names that its links give', () => {
    expect(requirements.ofField('Query', 'me')).toEqual([{ kind: 'authenticated' }]);
    expect(requirements.ofField('Plain', 'name')).toEqual([{ kind: 'scopes', anyOf: [['names']] }]);
    // This name was given away, so here it means something else.
    expect(requirements.ofField('Query', 'open')).toEqual([]);
  });

  test('stands on types of every kind', () => {
    expect(requirements.ofType('Hidden')).toEqual([{ kind: 'scopes', anyOf: [['hidden']] }]);
    expect(requirements.ofType('Level')).toEqual([{ kind: 'authenticated' }]);
    expect(requirements.ofType('Secret')).toEqual([{ kind: 'policy', anyOf: [['p']] }]);
  });

  test('of an interface counts for its implementations, which would be a way around it', () => {
    expect(requirements.ofType('Behind')).toEqual([{ kind: 'authenticated' }]);
    expect(requirements.ofField('Behind', 'sealed')).toEqual([{ kind: 'scopes', anyOf: [['sealed']] }]);
    expect(requirements.ofField('Behind', 'open')).toEqual([]);
  });

  test('of an interface field is that of every implementation', () => {
    expect(requirements.ofField('Node', 'id')).toEqual([{ kind: 'scopes', anyOf: [['hidden']] }]);
    expect(requirements.ofField('Node', 'name')).toEqual([
      { kind: 'scopes', anyOf: [['names']] },
      { kind: 'scopes', anyOf: [['hidden']] },
    ]);
  });

  test('may be nothing', () => {
    expect(requirements.isEmpty).toBe(false);
    expect(readRequirements(buildSchema('type Query { a: Int }')).isEmpty).toBe(true);
  });
});

describe('a refusal', () => {
  const caller = (...scopes: string[]): Caller => ({ subject: 'cus_1', scopes: new Set(scopes) });
  const scopes = (...anyOf: string[][]): Requirement[] => [{ kind: 'scopes', anyOf }];
  const policies = (...anyOf: string[][]): Requirement[] => [{ kind: 'policy', anyOf }];

  test.each<[string, Requirement[], Caller, string | undefined]>([
    ['nothing is required', [], anonymous, undefined],
    ['a token is required and there', [{ kind: 'authenticated' }], caller(), undefined],
    ['a token is required and missing', [{ kind: 'authenticated' }], anonymous, 'UNAUTHENTICATED'],
    ['one list is whole', scopes(['a', 'b'], ['c']), caller('c'), undefined],
    ['no list is whole', scopes(['a', 'b'], ['c']), caller('a'), 'FORBIDDEN'],
    ['there is no list at all', scopes(), caller('a'), 'FORBIDDEN'],
    ['an empty list asks for a token alone', scopes([]), caller(), undefined],
    ['an empty list asks for a token', scopes([]), anonymous, 'UNAUTHENTICATED'],
    ['scopes are asked of nobody', scopes(['a']), anonymous, 'UNAUTHENTICATED'],
    ['of two requirements one is not met', [...scopes(['a']), ...scopes(['b'])], caller('a'), 'FORBIDDEN'],
    ['there is a policy that nobody grants', policies(['a']), caller('a'), 'FORBIDDEN'],
    ['there is a policy of a consent that was not given', policies(['consent:A']), caller('a'), 'CONSENT_REQUIRED'],
    [
      'one of two consents was not given',
      policies(['consent:A', 'consent:B']),
      caller('consent:A'),
      'CONSENT_REQUIRED',
    ],
    ['there is a policy of a consent that was given', policies(['consent:A']), caller('consent:A'), undefined],
    ['there is a policy of a consent and no token', policies(['consent:A']), anonymous, 'UNAUTHENTICATED'],
  ])('when %s', (_, required, who, code) => {
    expect(findRefusal(required, who)?.code).toBe(code);
  });
});
