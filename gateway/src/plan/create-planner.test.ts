import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { parse } from 'graphql';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { keyDocument } from '../operation/prepare.ts';
import { readInterfaceObjects } from '../supergraph/interface-objects.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { ada } from '../testing/fixture-subgraphs.ts';
import { startFixtureGateway, tokenOf } from '../testing/start-gateway.ts';
import { createPlanner, type PlannerKind } from './create-planner.ts';
import type { Planner } from './planner.ts';
import { listFetches } from './query-plan.ts';

/** Who planned, in order. */
const planners = vi.hoisted(() => [] as string[]);

function note(name: string, planner: Planner): Planner {
  return {
    plan(operation) {
      planners.push(name);
      return planner.plan(operation);
    },
    close: () => planner.close(),
  };
}
vi.mock(import('./apollo-planner.ts'), async (load) => {
  const { createApolloPlanner } = await load();
  return { createApolloPlanner: (sdl) => note('apollo', createApolloPlanner(sdl)) };
});
vi.mock(import('./hive-planner.ts'), async (load) => {
  const { createHivePlanner } = await load();
  return {
    createHivePlanner(sdl) {
      const planner = createHivePlanner(sdl);
      return planner && note('hive', planner);
    },
  };
});
beforeEach(() => void planners.splice(0));

const imports = '["@key", "@shareable", "@interfaceObject", "@context", "@fromContext"]';
const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${imports})`;

/** A type may be non-null in one subgraph and nullable in another. */
const allowedHints = ['INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE'];

/** The planner of the supergraph of these subgraphs. */
function openPlanner(sdls: Readonly<Record<string, string>>, kind: PlannerKind = 'hive'): Planner {
  const subgraphs = Object.entries(sdls).map(([name, sdl]) => ({
    name,
    url: 'http://127.0.0.1:9',
    typeDefs: parse(federation + sdl),
  }));
  const loaded = loadSupergraph(composeSubgraphs(subgraphs, { allowedHints }).supergraphSdl, 'small');
  const planner = createPlanner(loaded, readInterfaceObjects(loaded.supergraph), kind);
  onTestFinished(() => planner.close());
  return planner;
}

async function planFetches(planner: Planner, text: string): Promise<string[]> {
  const fetches = listFetches(await planner.plan(keyDocument(parse(text))));
  return fetches.map(({ serviceName, operation }) => `${serviceName} ${operation}`);
}

const wares = {
  wares: `
    type Query { items: [Item!]! }
    union Item = Shirt | Shoe
    type Shirt @key(fields: "id") { id: ID! size: Int made: Factory }
    type Shoe @key(fields: "id") { id: ID! made: Workshop }
    type Factory @key(fields: "code") { code: ID! name: String! @shareable }
    type Workshop @key(fields: "code") { code: ID! name: String @shareable }`,
  stocks: `
    type Shirt @key(fields: "id") { id: ID! stock: Int }
    type Factory @key(fields: "code") { code: ID! name: String @shareable }`,
};
const media = {
  media: `
    type Query { media: [Media!] shops: [Shop!] }
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media @key(fields: "id") { id: ID! title: String }
    type Shop { name: String }`,
  reviews: 'type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int }',
};
const family = {
  family: `
    type Query { parents: [Parent!] }
    type Parent @key(fields: "id") @context(name: "home") { id: ID! language: String child: Child }
    type Child @key(fields: "id") { id: ID! greeting(language: String @fromContext(field: "$home { language }")): String }`,
  school: 'type Child @key(fields: "id") { id: ID! grade: Int }',
};

describe('who plans', () => {
  test('is the native planner where its plan is right', async () => {
    const fetches = await planFetches(openPlanner(wares), '{ items { ... on Shirt { size stock } } }');
    expect(fetches.map((fetch) => fetch.split(' ')[0])).toEqual(['wares', 'stocks']);
    expect(planners).toEqual(['hive']);
  });

  test('is the other one where a subgraph would refuse two types under one key', async () => {
    const fetches = await planFetches(
      openPlanner(wares),
      '{ items { ... on Shirt { made { name } } ... on Shoe { made { name } } } }',
    );
    expect(planners).toEqual(['hive', 'apollo']);
    expect(fetches).toEqual([expect.stringMatching(/on Shirt{made{name}}.*on Shoe{made{\w+:name}}/)]);
  });

  test('is the other one for all that concerns interface objects, and for nothing else', async () => {
    const planner = openPlanner(media);
    await planFetches(planner, '{ media { id stars } }');
    await planFetches(planner, '{ media { ... on Book { title } } }');
    expect(planners).toEqual(['apollo', 'apollo']);
    await planFetches(planner, '{ shops { name } }');
    expect(planners).toEqual(['apollo', 'apollo', 'hive']);
  });

  test('is the other one for a supergraph with arguments from the context, which the native one forgets', async () => {
    const planner = openPlanner(family);
    await planFetches(planner, '{ parents { id child { grade } } }');
    await expect(planFetches(planner, '{ parents { child { greeting } } }')).rejects.toMatchObject({
      extensions: { code: 'NOT_SUPPORTED' },
    });
    expect(planners).toEqual(['apollo', 'apollo']);
  });

  test('is the other one where it was chosen', async () => {
    await planFetches(openPlanner(wares, 'apollo'), '{ items { ... on Shirt { size } } }');
    expect(planners).toEqual(['apollo']);
  });
});

/** Fragments of which each spreads the next one twice: the number of fields doubles with each. */
const double = (times: number, type: string, leaf: string) =>
  [
    ...Array.from({ length: times }, (_, n) => `fragment F${n} on ${type} { ...F${n + 1} ...F${n + 1} }`),
    `fragment F${times} on ${type} { ${leaf} }`,
  ].join(' ');

test.each(['hive', 'apollo'] as const)(
  'while %s plans a document of 4096 fields, this thread goes on with other work',
  async (kind) => {
    const planner = openPlanner(wares, kind);
    let turns = 0;
    const count = () => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const planning = planFetches(planner, `{ items { ...F0 } } ${double(12, 'Shirt', 'id size stock')}`);
    const turnsOfPlanning = await planning.then(() => turns);
    clearImmediate(next);
    expect(turnsOfPlanning).toBeGreaterThan(0);
    expect(planners).toEqual([kind]);
  },
);

test('a short document that would be 65536 fields is refused before it is planned or fetched', async () => {
  await using world = await startFixtureGateway();
  const text = `{ me { ...F0 } } ${double(16, 'Customer', 'id')}`;
  expect(text.length).toBeLessThan(1_000);
  const { status, errors } = await world.ask(text, { token: tokenOf(ada) });
  expect(status).toBe(400);
  expect(errors).toMatchObject([
    { extensions: { code: 'OPERATION_TOO_LARGE', limit: { name: 'fields', found: 65_537 } } },
  ]);
  expect(planners).toEqual([]);
  expect(Object.values(world.subgraphs).flatMap(({ asked }) => asked)).toEqual([]);
});
