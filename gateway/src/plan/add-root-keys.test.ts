import { parse } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { keyDocument } from '../operation/prepare.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { composeFixture } from '../testing/fixture-subgraphs.ts';
import { addRootKeys } from './add-root-keys.ts';
import { createApolloPlanner } from './apollo-planner.ts';
import { listFetches, type QueryPlan } from './query-plan.ts';
import { createSharedRoots } from './shared-roots.ts';

const loaded = loadSupergraph(composeFixture(), 'fixture');
const planner = createApolloPlanner(loaded.sdl);
afterAll(() => planner.close());
const sharedRoots = createSharedRoots(loaded.supergraph);

async function planFetches(query: string) {
  return listFetches(addRootKeys(await planner.plan(keyDocument(parse(query))), sharedRoots));
}

/** The text of each fetch by subgraph. */
async function planTexts(query: string): Promise<Record<string, string>> {
  return Object.fromEntries((await planFetches(query)).map((fetch) => [fetch.serviceName, fetch.operation]));
}

describe('a root field that several subgraphs share', () => {
  test('is asked for its id wherever it is fetched', async () => {
    for (const operation of Object.values(await planTexts('{ me { id displayName care { plan } shop { cart } } }'))) {
      expect(operation).toMatch(/\bid\b/);
    }
  });

  test('is asked under the names of the client', async () => {
    const found = await planTexts(
      '{ one: me { a: id b: id displayName care { plan } } two: me { displayName shop { cart } } }',
    );
    expect(Object.keys(found).sort()).toEqual(['care', 'people', 'shop']);
    for (const operation of [found['people'], found['care']]) expect(operation).toMatch(/one:me{.*a:id b:id/);
    expect(found['shop']).not.toContain('a:id');
  });

  test('takes the condition and its variable along', async () => {
    const all = await planFetches(
      'query Q($with: Boolean!) { me { id @include(if: $with) displayName care { plan } } }',
    );
    expect(all).toHaveLength(2);
    for (const fetch of all) {
      expect(fetch.operation).toMatch(/^query \w+\(\$with:Boolean!\){me{.*id@include\(if:\$with\)/);
      expect(fetch.variableUsages).toEqual(['with']);
    }
  });

  test.each(['@skip', '@include'])('is asked for its id also where the whole of it is under %s', async (condition) => {
    const query = `query Q($on: Boolean!) { me ${condition}(if: $on) { id displayName care { plan } } }`;
    const all = await planFetches(query);
    expect(all).toHaveLength(2);
    for (const { operation } of all) expect(operation).toMatch(/\bid\b/);
  });

  test('is left alone where the client gives the name of the key to something else', () => {
    const fetch = (serviceName: string, operation: string) => ({
      kind: 'Fetch' as const,
      serviceName,
      operation,
      operationName: undefined,
      operationKind: 'query' as const,
      variableUsages: [],
      entities: null,
      outputRewrites: [],
    });
    const nodes = [fetch('people', '{me{id:account{level}}}'), fetch('care', '{me{id care{plan}}}')];
    const plan: QueryPlan = { node: { kind: 'Parallel', nodes } };
    expect(addRootKeys(plan, sharedRoots)).toEqual(plan);
  });

  test('is left alone where nobody asks for its id', async () => {
    expect(Object.values(await planTexts('{ me { displayName care { plan } } }')).join()).not.toMatch(/\bid\b/);
  });

  test('is left alone where only one subgraph is asked', async () => {
    expect(await planTexts('{ me { id displayName } orders { id } }')).toMatchObject({
      shop: expect.not.stringContaining('me'),
    });
  });
});
