import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { costOf } from './testing.ts';

const schemaFolder = join(import.meta.dirname, '../../../schema');

describe('an operation is estimated', () => {
  test.each<[string, string, Record<string, unknown>, number]>([
    ['as nothing for scalars', '{ word __typename }', {}, 0],
    ['as 1 for an object', '{ user { id } }', {}, 1],
    ['as what its fields add up to', '{ user { best { best { id } } } }', {}, 3],
    ['by the weight of a field', '{ priced }', {}, 5],
    ['by each alias', '{ a: priced b: priced }', {}, 10],
    ['once for a field that stands twice', '{ priced priced ...P } fragment P on Query { priced }', {}, 5],
    ['with the selections of both places', '{ user { best { id } } user { friends { id } } }', {}, 5],
    ['by the assumed size', '{ users { best { id } } }', {}, 8],
    ['by a slicing argument', '{ users(first: 7) { id } }', {}, 7],
    ['by the largest of several', '{ users(first: 7, last: 9) { id } }', {}, 9],
    ['by a variable', 'query ($n: Int) { users(first: $n) { id } }', { n: 6 }, 6],
    ['by the default of a variable', 'query ($n: Int = 5) { users(first: $n) { id } }', {}, 5],
    ['by the assumed size if a variable is null', 'query ($n: Int = 5) { users(first: $n) { id } }', { n: null }, 4],
    ['by the assumed size if it is negative', '{ users(first: -1) { id } }', {}, 4],
    ['by the assumed size if it is no number', 'query ($n: Int) { users(first: $n) { id } }', { n: 'many' }, 4],
    ['by the default of the argument', '{ defaulted { id } }', {}, 20],
    ['by the default of the argument if it is null', '{ defaulted(first: null) { id } }', {}, 20],
    ['by ten where nothing is said', '{ plain { id } }', {}, 10],
    ['as nothing for a list of scalars', '{ words }', {}, 0],
    ['by the weight of a type', '{ rare { id } }', {}, 24],
    ['by the weight of a scalar', '{ tags }', {}, 8],
    ['by lists inside of lists', '{ matrix { id } }', {}, 100],
    ['page by page', '{ page { nodes { id } } }', {}, 3],
    [
      'page by page and edge by edge',
      '{ page(first: 5) { edges { node { id } } nodes { id } total } }',
      {},
      1 + 10 + 5,
    ],
    ['as 10 more for a mutation', 'mutation { rename(name: "x") { id } }', {}, 11],
    ['by the weight of an argument', '{ search(text: "x") }', {}, 3],
    ['by the weights in an input', '{ search(input: { text: "x", inner: { text: "y" } }) }', {}, 16],
    ['by each input of a list', 'query ($i: [Search!]) { search(inputs: $i) }', { i: [{}, { text: 'x' }] }, 9],
    ['without an input that is null', '{ search(text: null, input: null) }', {}, 0],
    ['by the dearest type behind an interface', '{ node { id } }', {}, 8],
    ['by the dearest branch', '{ node { ... on User { friends { friends { id } } } ... on Rare { id } } }', {}, 13],
    ['by the dearest member of a union', '{ things { ... on User { best { id } } } }', {}, 16],
    ['by what an interface says for its types', '{ user { near { id } } }', {}, 17],
    ['without what @skip leaves out', '{ user @skip(if: true) { id } }', {}, 0],
    ['with what @include keeps', '{ user @include(if: true) { id } }', {}, 1],
    ['by the value of a condition', 'query ($a: Boolean!) { priced @include(if: $a) user { id } }', { a: false }, 1],
    ['by a condition on one of two places', 'query ($a: Boolean!) { priced @skip(if: $a) priced }', { a: true }, 5],
    [
      'by conditions on fragments',
      'query ($a: Boolean!) { ...P @include(if: $a) user { id } } fragment P on Query { user { best { id } } }',
      { a: false },
      1,
    ],
    ['as nothing for introspection', '{ __schema { types { name fields { name } } } }', {}, 0],
  ])('%s', (_, text, variables, expected) => {
    expect(costOf(text).estimate(variables)).toBe(expected);
  });

  test('as a large number, and no other, where lists multiply beyond all bounds', () => {
    const text = '{ users(first: 2000000000) { a: friends { id } b: best { friends { id } } } }';
    expect(costOf(text).estimate({})).toBe(2_000_000_000 * 8);
    const nested = 'query ($n: Int) { page(first: $n) { nodes { near { near { near { id } } } } } }';
    const deep = `{ users(first: 2000000000) { friends { id } } u: defaulted(first: 2000000000) { ${'near { '.repeat(40)} id ${'}'.repeat(40)} } }`;
    expect(costOf(deep).estimate({})).toBe(Number.MAX_SAFE_INTEGER);
    expect(costOf(nested).estimate({ n: Number.MAX_VALUE })).toBe(Number.MAX_SAFE_INTEGER);
    expect(costOf(nested).estimate({ n: Number.NaN })).toBe(costOf(nested).estimate({ n: 2 }));
  });
});

describe('an answer is measured', () => {
  test.each<[string, string, Record<string, unknown> | null, number]>([
    ['by the items that came', '{ users { id } }', { users: [{ id: 1 }, { id: 2 }] }, 2],
    ['as nothing for null', '{ user { id } priced }', { user: null, priced: null }, 0],
    ['as 10 for a mutation that failed', 'mutation { rename { id } }', null, 10],
    ['under the keys of the operation', '{ a: priced b: user { c: best { id } } }', { a: 'x', b: { c: { id: 1 } } }, 7],
    ['by the type that the answer names', '{ node { t: __typename id } }', { node: { t: 'User', id: 1 } }, 1],
    ['by the dearest type where it names none', '{ node { id } }', { node: { id: 1 } }, 8],
    ['item by item of lists inside of lists', '{ matrix { id } }', { matrix: [[{}, {}], [], [{}]] }, 3],
    ['by the page that came', '{ page { nodes { id } total } }', { page: { nodes: [{}], total: 1 } }, 2],
  ])('%s', (_, text, data, expected) => {
    expect(costOf(text).actual(data)).toBe(expected);
  });

  test('with the inputs it was asked with', () => {
    const { actual } = costOf('query ($i: Search) { search(input: $i) }');
    expect(actual({ search: 'x' }, { i: { text: 'y' } })).toBe(8);
  });
});

describe('our own operations', () => {
  const own = loadSupergraph(readFileSync(join(schemaFolder, 'supergraph.graphql'), 'utf8'), 'Ours');

  test('the profile: doors 2 each, policies 20 of 2, and so on', () => {
    const text = readFileSync(join(schemaFolder, 'operations/web/profile.graphql'), 'utf8');
    const finance = 2 + 1 + 4 + 1 + 1 + 20 * 2 + 3 * 2 + 2;
    const health = 2 + 2 + 3 * (1 + 1 + 1 * 2);
    const auto = 2 + 2 + (1 + 3 * 2) + (1 + 1 * 2);
    const commerce = 2 + 2 + (1 + 3 * 3) + (1 + 2);
    const social = 2 + 8 * 2 + (1 + 5 * 2);
    expect(costOf(text, own).estimate({})).toBe(1 + finance + health + auto + commerce + social);
  });

  test('the view of a partner: 5 for the door, and one for each object behind it', () => {
    const text = `query ($subjectId: ID!) { partnerView(subjectId: $subjectId) {
      consentId walletBand policySummaries { product } vehicles { make } activePrescriptions { atcCode }
      orders(first: 5) { nodes { orderRef total { amount } } } } }`;
    expect(costOf(text, own).estimate({ subjectId: 'sub_1' })).toBe(5 + 5 + 2 + 3 + (1 + 5 * 2));
  });
});
