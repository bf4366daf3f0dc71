import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readRequirements } from '../authorise/requirements.ts';
import { prepareOperation } from '../operation/prepare.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { readMaxAgeS } from './cache-policy.ts';
import { consentScopesOf, describeOperation, listReads, listViews } from './operation-facts.ts';

const file = join(import.meta.dirname, '../../../schema/supergraph.graphql');
const { schema, supergraph } = loadSupergraph(readFileSync(file, 'utf8'), file);
const requirements = readRequirements(supergraph.schema);

function prepare(text: string) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('The text holds no single operation.');
  return prepareOperation(document, operation);
}
const readsOf = (text: string, variables: Record<string, unknown> | null = null) =>
  listReads(prepare(text), schema, requirements, variables);

describe('what an operation reads of a customer', () => {
  test('is each field with the consent scope that it, or what it stands under, needs', () => {
    const text = `query ($s: ID!) { partnerView(subjectId: $s) { consentId displayName orders { nodes { total { amount } } } } }`;
    expect(readsOf(text)).toEqual([
      { coordinate: 'PartnerCustomerView.consentId', scope: null },
      { coordinate: 'PartnerCustomerView.displayName', scope: 'PROFILE_BASIC' },
      { coordinate: 'PartnerCustomerView.orders', scope: 'ORDERS_READ' },
      { coordinate: 'PartnerOrderConnection.nodes', scope: 'ORDERS_READ' },
      { coordinate: 'PartnerOrder.total', scope: 'ORDERS_READ' },
      { coordinate: 'Money.amount', scope: 'ORDERS_READ' },
    ]);
    expect(consentScopesOf(readsOf(text))).toEqual(['ORDERS_READ', 'PROFILE_BASIC']);
  });

  test('is found through aliases and fragments, each coordinate once', () => {
    const text = `query ($s: ID!) { ...Root }
      fragment Root on Query { v: partnerView(subjectId: $s) { a: walletBand ...Wallet ... on PartnerCustomerView { walletBand } } }
      fragment Wallet on PartnerCustomerView { b: walletBand }`;
    expect(readsOf(text)).toEqual([{ coordinate: 'PartnerCustomerView.walletBand', scope: 'WALLET_BAND' }]);
  });

  test('is nothing that stands outside of the view', () => {
    expect(readsOf('{ partner(id: "x") { name miniPrograms { name } } }')).toEqual([]);
  });

  test('is not what @skip and @include leave out, and all of it where their values are not known', () => {
    const text = `query ($s: ID!, $w: Boolean!) { partnerView(subjectId: $s) { cityCode walletBand @include(if: $w) } }`;
    expect(consentScopesOf(readsOf(text, { w: false }))).toEqual(['PROFILE_BASIC']);
    expect(consentScopesOf(readsOf(text, { w: true }))).toEqual(['PROFILE_BASIC', 'WALLET_BAND']);
    expect(consentScopesOf(readsOf(text))).toEqual(['PROFILE_BASIC', 'WALLET_BAND']);
  });
});

test('the views of an operation are found under any name, in any fragment', () => {
  const views = listViews(
    prepare(
      `query ($s: ID!) { a: partnerView(subjectId: $s) { scopes } ... on Query { b: partnerView(subjectId: "x", consentId: "c") { scopes } } }`,
    ),
    schema,
  );
  expect(views.map(({ responseKey, subjectId, consentId }) => [responseKey, subjectId?.kind, consentId?.kind])).toEqual(
    [
      ['a', 'Variable', undefined],
      ['b', 'StringValue', 'StringValue'],
    ],
  );
});

test.each([
  ['"What it is." query A { me { id } }', 'What it is.'],
  ['# One line.\n# And another.\nquery A { me { id } }', 'One line. And another.'],
  ['query A { me { id } } # after', null],
])('%j describes itself', (text, description) => {
  expect(describeOperation(prepare(text))).toBe(description);
});

describe('how long an answer may be kept', () => {
  test.each([
    ['{ miniProgram(id: "x") { name liveVersion { version } partner { name } } }', 300],
    ['{ marketplaces { name } miniProgram(id: "x") { name } }', 300],
    ['{ product(id: "x") { title merchant { name } } }', 15],
    ['{ product(id: "x") { title } miniProgram(id: "y") { name } }', 15],
    ['query ($s: ID!) { partnerView(subjectId: $s) { scopes } }', 0],
    ['{ miniProgram(id: "x") { name } me { id } }', 0],
    ['{ consentRules { policyVersion } miniProgram(id: "x") { name } }', 300],
    ['{ consentRules { policyVersion } }', 0],
    ['mutation { revokeConsent(input: {consentId: "x", idempotencyKey: "12345678"}) { userErrors { message } } }', 0],
  ])('%s: %d seconds', (text, seconds) => {
    expect(readMaxAgeS(prepare(text), schema)).toBe(seconds);
  });
});
