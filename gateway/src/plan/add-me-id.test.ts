import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { loadSupergraph } from '../supergraph.ts';
import { composeFixture } from '../testing/fixture-subgraphs.ts';
import { createApolloPlanner, fetchesOf } from './apollo-planner.ts';
import { createSharedRoots } from './shared-roots.ts';

const loaded = loadSupergraph(composeFixture(), 'fixture');
const planner = createApolloPlanner(loaded, createSharedRoots(loaded.supergraph));

/** The text of each fetch by subgraph. */
function fetches(query: string): Record<string, string> {
  const { node } = planner.plan(parse(query));
  return Object.fromEntries((node ? fetchesOf(node) : []).map((fetch) => [fetch.serviceName, fetch.operation]));
}

describe('a root field that several subgraphs share', () => {
  test('is asked for its id wherever it is fetched', () => {
    for (const operation of Object.values(fetches('{ me { id displayName care { plan } shop { cart } } }'))) {
      expect(operation).toMatch(/\bid\b/);
    }
  });

  test('is asked under the names of the client', () => {
    const found = fetches(
      '{ one: me { a: id b: id displayName care { plan } } two: me { displayName shop { cart } } }',
    );
    expect(Object.keys(found).sort()).toEqual(['care', 'people', 'shop']);
    for (const operation of [found['people'], found['care']]) expect(operation).toMatch(/one:me{.*a:id b:id/);
    expect(found['shop']).not.toContain('a:id');
  });

  test('takes the condition and its variable along', () => {
    const { node } = planner.plan(
      parse('query Q($with: Boolean!) { me { id @include(if: $with) displayName care { plan } } }'),
    );
    const all = node ? fetchesOf(node) : [];
    expect(all).toHaveLength(2);
    for (const fetch of all) {
      expect(fetch.operation).toMatch(/^query \w+\(\$with:Boolean!\){me{.*id@include\(if:\$with\)/);
      expect(fetch.variableUsages).toEqual(['with']);
    }
  });

  test('is left alone where nobody asks for its id', () => {
    expect(Object.values(fetches('{ me { displayName care { plan } } }')).join()).not.toMatch(/\bid\b/);
  });

  test('is left alone where only one subgraph is asked', () => {
    expect(fetches('{ me { id displayName } orders { id } }')).toMatchObject({
      shop: expect.not.stringContaining('me'),
    });
  });
});
