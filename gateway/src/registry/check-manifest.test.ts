import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createLimitGuard, defaultLimits } from '../limits/limits.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { composeFixture } from '../testing/fixture-subgraphs.ts';
import { ownSupergraph } from '../testing/open-registry.ts';
import { checkManifest, operationsMax } from './check-manifest.ts';

const terms = { allowedScopes: ['PROFILE_BASIC', 'ORDERS_READ'], costCeiling: 50 };
const measures = { checkText: createLimitGuard(defaultLimits), estimateOf: () => 12.25 };
const check = (json: unknown, own: Partial<typeof terms & typeof measures> = {}) =>
  checkManifest(json, { ...terms, ...own }, ownSupergraph, { ...measures, ...own });

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const view = (selection: string) => `query View($s: ID!) { partnerView(subjectId: $s) { ${selection} } }`;

test('what an operation needs is found out', async () => {
  const text = `# Shows orders.\n${view('displayName orders(first: 3) { nodes { orderRef } }')}`;
  expect(await check({ a: text })).toEqual({
    ok: true,
    value: {
      format: 'record',
      operations: [
        {
          documentId: 'a',
          text,
          sha256: hashOf(text),
          name: 'View',
          kind: 'query',
          description: 'Shows orders.',
          consentScopes: ['ORDERS_READ', 'PROFILE_BASIC'],
          oauthScopes: [['partner:read']],
          estimatedCost: 13,
          needsSubject: true,
        },
      ],
    },
  });
});

test('scopes of several fields come together, and only those that a partner can have', async () => {
  const text =
    'query Own($id: ID!, $s: ID!) { partner(id: $id) { allowedScopes } partnerView(subjectId: $s) { scopes } }';
  expect(await check({ a: text })).toMatchObject({
    value: {
      operations: [{ oauthScopes: [['partner:manage', 'partner:read']], consentScopes: [], needsSubject: true }],
    },
  });
  expect(await check({ a: 'query Rules { consentRules { policyVersion } }' })).toMatchObject({
    value: { operations: [{ oauthScopes: [[]], needsSubject: false, description: null }] },
  });
});

describe('a partner may not have', () => {
  test.each([
    ['text that is no GraphQL', 'query A {', 'GRAPHQL_PARSE_FAILED', 'Syntax Error'],
    [
      'two operations',
      'query A { consentRules { policyVersion } } query B { consentRules { policyVersion } }',
      'OPERATION_NOT_SINGLE',
      'exactly one',
    ],
    ['no operation', 'fragment F on Query { __typename }', 'OPERATION_NOT_SINGLE', 'exactly one'],
    ['an operation without a name', '{ consentRules { policyVersion } }', 'OPERATION_NOT_SINGLE', 'a name'],
    ['a subscription', 'subscription A { messageReceived { id } }', 'SUBSCRIPTION_NOT_ALLOWED', 'subscriptions'],
    ['the schema', 'query A { __schema { types { name } } }', 'INTROSPECTION_NOT_ALLOWED', '__schema'],
    [
      'a type behind a fragment',
      'query A { ...F } fragment F on Query { __type(name: "Query") { name } }',
      'INTROSPECTION_NOT_ALLOWED',
      '__type',
    ],
    ['a field outside its contract', 'query A { me { id } }', 'GRAPHQL_VALIDATION_FAILED', 'Cannot query field "me"'],
    [
      'an inaccessible field',
      'query A($p: ID!) { partnerStanding(partnerId: $p) { name } }',
      'GRAPHQL_VALIDATION_FAILED',
      'partnerStanding',
    ],
    [
      'a fragment that is not used',
      `${view('scopes')} fragment F on PartnerCustomerView { scopes }`,
      'GRAPHQL_VALIDATION_FAILED',
      'never used',
    ],
    [
      'a fragment within itself',
      `${view('...F')} fragment F on PartnerCustomerView { ...F }`,
      'GRAPHQL_VALIDATION_FAILED',
      'within itself',
    ],
    [
      'two customers',
      'query A($a: ID!, $b: ID!) { a: partnerView(subjectId: $a) { scopes } b: partnerView(subjectId: $b) { scopes } }',
      'MULTIPLE_CUSTOMERS',
      'a, b',
    ],
    [
      'two customers in fragments',
      'query A($a: ID!) { partnerView(subjectId: $a) { scopes } ...F } fragment F on Query { other: partnerView(subjectId: "x") { scopes } }',
      'MULTIPLE_CUSTOMERS',
      'partnerView, other',
    ],
    [
      'a consent scope of another industry',
      view('displayName walletBand'),
      'SCOPE_NOT_ALLOWED',
      'PartnerCustomerView.walletBand needs the consent scope WALLET_BAND',
    ],
    [
      'the same behind alias and fragment',
      `${view('...F')} fragment F on PartnerCustomerView { a: activePrescriptions { atcCode } }`,
      'SCOPE_NOT_ALLOWED',
      'HEALTH_PRESCRIPTIONS',
    ],
  ])('%s', async (_, text, code, words) => {
    const outcome = await check({ a: text });
    expect(outcome).toMatchObject({ ok: false, problems: [{ code, documentId: 'a' }] });
    expect(!outcome.ok && outcome.problems[0]?.message).toContain(words);
  });

  test('more than the limits of any operation', async () => {
    const text = view(Array.from({ length: 40 }, (_, at) => `a${at}: displayName`).join(' '));
    expect(await check({ a: text })).toMatchObject({
      problems: [{ code: 'OPERATION_TOO_LARGE', details: { limit: { name: 'aliases', maximum: 30, found: 40 } } }],
    });
  });

  test('an operation above its ceiling; both numbers are said', async () => {
    expect(await check({ a: view('scopes') }, { estimateOf: () => 51 })).toMatchObject({
      problems: [
        { code: 'COST_LIMIT', details: { estimated: 51, maximum: 50 }, message: expect.stringMatching(/51.* 50/) },
      ],
    });
    expect(await check({ a: view('scopes') }, { estimateOf: () => 50 })).toMatchObject({ ok: true });
  });

  test('a field whose scopes no partner can obtain', async () => {
    const sdl = ownSupergraph.sdl.replace(
      /consentRules: ConsentRules/,
      '$& @requiresScopes(scopes: [["partner:review", "partner:read"]])',
    );
    const outcome = await checkManifest(
      { a: 'query A { consentRules { policyVersion } }' },
      terms,
      loadSupergraph(sdl, 'a'),
      measures,
    );
    expect(outcome).toMatchObject({
      problems: [
        {
          code: 'SCOPE_NOT_OBTAINABLE',
          details: { coordinate: 'Query.consentRules', scopes: [['partner:review', 'partner:read']] },
        },
      ],
    });
  });

  test('anything of a supergraph without a part for partners', async () => {
    const loaded = loadSupergraph(composeFixture(), 'fixture');
    expect(await checkManifest({ a: 'query A { who }' }, terms, loaded, measures)).toMatchObject({
      problems: [{ code: 'CONTRACT_MISSING', documentId: null }],
    });
  });
});

test('one view that fragments bring twice is one view', async () => {
  const text =
    'query A($s: ID!) { partnerView(subjectId: $s) { scopes } ...F } fragment F on Query { partnerView(subjectId: $s) { consentId } }';
  expect(await check({ a: text })).toMatchObject({ ok: true });
});

describe('an id', () => {
  const text = view('scopes');
  test.each([
    ['of the text', hashOf(text)],
    ['of the text with prefix', `sha256:${hashOf(text)}`],
    ['of the text with a line break, as Relay hashes', hashOf(`${text}\n`)],
  ])('that is the SHA-256 %s stands', async (_, id) => {
    expect(await check({ [id]: text })).toMatchObject({
      value: { operations: [{ documentId: id.replace('sha256:', '') }] },
    });
  });

  test('that looks like a SHA-256 must be that of the text', async () => {
    expect(await check({ [hashOf('another')]: text })).toMatchObject({ problems: [{ code: 'DOCUMENT_ID_MISMATCH' }] });
    expect(await check({ [hashOf(text).toUpperCase()]: text })).toMatchObject({
      problems: [{ code: 'DOCUMENT_ID_MISMATCH' }],
    });
  });

  test('stands for one text in a manifest; the same operation twice is one', async () => {
    const operations = (body: string) => ({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        { id: 'a', name: 'View', type: 'query', body: text },
        { id: 'sha256:a', name: 'View', type: 'query', body },
      ],
    });
    expect(await check(operations(view('consentId')))).toMatchObject({
      problems: [{ code: 'DOCUMENT_ID_TAKEN', documentId: 'a' }],
    });
    expect(await check(operations(`${text}\n`))).toMatchObject({ value: { operations: [{ documentId: 'a' }] } });
  });

  test('has a length that fits into an address', async () => {
    expect(await check({ ['a'.repeat(201)]: text })).toMatchObject({ problems: [{ code: 'MANIFEST_INVALID' }] });
    expect(await check({ 'sha256:': text })).toMatchObject({ problems: [{ code: 'MANIFEST_INVALID' }] });
  });
});

test('everything that is wrong with a manifest is told at once', async () => {
  const outcome = await check({
    a: view('walletBand vehicles { make }'),
    b: view('scopes'),
    c: '{',
    d: 'query D { me { id } }',
  });
  expect(!outcome.ok && outcome.problems.map(({ documentId, code }) => `${documentId} ${code}`)).toEqual([
    'a SCOPE_NOT_ALLOWED',
    'a SCOPE_NOT_ALLOWED',
    'c GRAPHQL_PARSE_FAILED',
    'd GRAPHQL_VALIDATION_FAILED',
  ]);
});

test('a manifest holds something, and not without end', async () => {
  expect(await check({})).toMatchObject({
    problems: [{ code: 'MANIFEST_INVALID', message: expect.stringContaining('no operation') }],
  });
  const many = Object.fromEntries(Array.from({ length: operationsMax + 1 }, (_, at) => [`id${at}`, view('scopes')]));
  expect(await check(many)).toMatchObject({
    problems: [{ code: 'MANIFEST_INVALID', message: expect.stringContaining('501') }],
  });
});
