import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ComposableSubgraph,
  CompositionFailed,
  composeSubgraphs,
  readSubgraphs,
} from '@ecosystem/schema/compose.ts';
import { lintSdl } from '@ecosystem/schema/lint.ts';
import { parseSdl, readSubgraphSdl } from '@ecosystem/schema/sdl.ts';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { buildSchema, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const shared = readFileSync(join(import.meta.dirname, '../schema/shared.graphql'), 'utf8');

const travel: ComposableSubgraph = {
  name: 'travel',
  url: 'http://127.0.0.1:4006/graphql',
  typeDefs: parseSdl([
    ['schema/shared.graphql', shared],
    ['tests/fixtures/travel.graphql', fixture('travel.graphql')],
  ]),
};

const oneMoreScope = ['OFFERS_PERSONALISED', 'OFFERS_PERSONALISED\n  EVERYTHING'] as const;

/** The five, with the text of auto's SDL changed in one place. */
function withChangedAuto(from: string, to: string): ComposableSubgraph[] {
  const sdl = readSubgraphSdl('auto');
  expect(sdl).toContain(from);
  const changed = parseSdl([['auto', `${sdl.replace(from, to)}\n`]]);
  return readSubgraphs().map((subgraph) => (subgraph.name === 'auto' ? { ...subgraph, typeDefs: changed } : subgraph));
}

/** The problems for which composition refuses the list; fails the test when it does not. */
function refusalOf(list: readonly ComposableSubgraph[], options?: { allowedHints: readonly string[] }) {
  try {
    composeSubgraphs(list, options);
  } catch (error) {
    if (error instanceof CompositionFailed) return error.problems;
    throw error;
  }
  throw new Error('The subgraphs compose.');
}

describe('the five subgraphs', () => {
  test('compose without an error or a hint, each at its own address', () => {
    const { supergraphSdl } = composeSubgraphs(readSubgraphs());
    for (const { name, port } of subgraphs) {
      expect(supergraphSdl).toContain(`@join__graph(name: "${name}", url: "http://127.0.0.1:${port}/graphql")`);
    }
  });

  test('compose to the same text in any order', () => {
    expect(composeSubgraphs(readSubgraphs().toReversed())).toEqual(composeSubgraphs(readSubgraphs()));
  });

  test('show clients no machinery of federation', () => {
    const { apiSdl } = composeSubgraphs(readSubgraphs());
    expect(apiSdl).not.toMatch(/@|join__|link__|_entities|_service|requiresScopes/);
    expect(buildSchema(apiSdl).getQueryType()?.getFields()).toHaveProperty('me');
  });
});

describe('a subgraph that defines a shared type differently fails composition', () => {
  test('by another type of Money.amount (AT-2-2)', () => {
    const [problem, ...others] = refusalOf(withChangedAuto('amount: Decimal!', 'amount: Int!'));
    expect(problem).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', message: expect.stringContaining('Money.amount') });
    expect(problem?.where.join()).toMatch(/schema\/shared\.graphql:\d+/);
    expect(problem?.where.join()).toMatch(/auto:\d+/);
    expect(others).toEqual([]);
  });

  test('by one more value of ConsentScope, which is an input as well (AT-2-2)', () => {
    expect(refusalOf(withChangedAuto(...oneMoreScope))).toEqual([
      expect.objectContaining({ code: 'ENUM_VALUE_MISMATCH', message: expect.stringContaining('ConsentScope') }),
    ]);
  });

  test('by another description, which is a hint, unless the hint is allowed by name', () => {
    const list = withChangedAuto('"An amount of money in one currency."', '"Money."');
    expect(refusalOf(list).map(({ code }) => code)).toEqual(['INCONSISTENT_DESCRIPTION']);
    expect(() => composeSubgraphs(list, { allowedHints: ['INCONSISTENT_DESCRIPTION'] })).not.toThrow();
  });
});

describe('a sixth subgraph', () => {
  test('composes with the five without an edit of them and adds its door to Customer (AT-34-1)', () => {
    const api = buildSchema(composeSubgraphs([...readSubgraphs(), travel]).apiSdl);
    const customer = api.getType('Customer');
    const fields = isObjectType(customer) ? customer.getFields() : {};
    expect(String(fields['travel']?.type)).toBe('TravelProfile');
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(subgraphs.map(({ name }) => name)));
    expect(api.getQueryType()?.getFields()['me']?.type).toBe(customer);
  });

  test('keeps to the manners of the contract', () => {
    expect(lintSdl(travel.typeDefs)).toEqual([]);
  });
});
