import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { parse } from 'graphql';
import { afterAll, expect, test } from 'vitest';
import { keyDocument } from '../operation/prepare.ts';
import { readInterfaceObjects } from '../supergraph/interface-objects.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { composeFixture } from '../testing/fixture-subgraphs.ts';
import { createApolloPlanner } from './apollo-planner.ts';
import { createPlanner } from './create-planner.ts';
import { createHivePlanner } from './hive-planner.ts';
import type { Planner } from './planner.ts';
import { listFetches, type QueryPlan } from './query-plan.ts';
import { createPlanVerifier } from './verify-plan.ts';

const open: Planner[] = [];
afterAll(() => Promise.all(open.map((planner) => planner.close())));

function opened<Found extends Planner | null>(planner: Found): Found {
  if (planner) open.push(planner);
  return planner;
}

function planWith(sdl: string) {
  const loaded = loadSupergraph(sdl, 'test');
  const planner = opened(createPlanner(loaded, readInterfaceObjects(loaded.supergraph), 'hive'));
  return (text: string): Promise<QueryPlan> => planner.plan(keyDocument(parse(text)));
}

const compose = (sdls: Record<string, string>): string =>
  composeSubgraphs(Object.entries(sdls).map(([name, sdl]) => ({ name, url: '', typeDefs: parse(`${link}${sdl}`) })))
    .supergraphSdl;
const link: string =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject", "@external", "@requires"])\n';

/** The native planner names no operation, @apollo/query-planner names them after the client's. */
const isNative = (plan: QueryPlan): boolean => listFetches(plan).every(({ operation }) => !/^query \w+__/.test(operation));

const stars = {
  library: `type Query { shelf: [Item] } union Item = Book | Film
    type Book @key(fields: "id") { id: ID! } type Film @key(fields: "id") { id: ID! }`,
  critics: 'type Book @key(fields: "id") { id: ID! stars: Int } type Film @key(fields: "id") { id: ID! stars: String }',
};

test('the native planner plans on other threads: this one goes on meanwhile', async () => {
  const planner = opened(createHivePlanner(composeFixture()));
  if (!planner) throw new Error('The native planner does not load here.');
  const doubling = Array.from({ length: 12 }, (_, n) => `fragment F${n} on Customer { ...F${n + 1} ...F${n + 1} }`);
  const text = `{ me { ...F0 } } ${doubling.join(' ')} fragment F12 on Customer { displayName }`;
  let turns = 0;
  let isPlanned = false;
  const turn = () => {
    turns += 1;
    if (!isPlanned) setImmediate(turn);
  };
  setImmediate(turn);
  const plan = await planner.plan(keyDocument(parse(text)));
  isPlanned = true;
  expect(turns).toBeGreaterThan(1);
  expect(listFetches(plan)).toHaveLength(1);
});

test('its plans are used where subgraphs would accept them', async () => {
  expect(isNative(await planWith(composeFixture())('query Q { orders { buyer { displayName } } }'))).toBe(true);
});

test('a plan that a subgraph would refuse is not used: @apollo/query-planner plans instead', async () => {
  const sdl = compose(stars);
  const text = 'query Q { shelf { ... on Book { stars } ... on Film { stars } } }';
  const native = opened(createHivePlanner(sdl));
  const isFine = createPlanVerifier(loadSupergraph(sdl, 'test'));
  // If the native planner learns this, the check has lost its reason.
  const refused = await native?.plan(keyDocument(parse(text)));
  expect(refused && isFine(refused)).toBe(false);
  const plan = await planWith(sdl)(text);
  expect(isFine(plan)).toBe(true);
  expect(listFetches(plan).map(({ serviceName }) => serviceName)).toEqual(['library', 'critics']);
});

test('operations on interface objects are planned by @apollo/query-planner, others of the supergraph are not', async () => {
  const plan = planWith(
    compose({
      media: `type Query { library: [Media!] other: Int } interface Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! }`,
      critics: 'type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int }',
    }),
  );
  expect(isNative(await plan('query Q { library { stars } }'))).toBe(false);
  expect(isNative(await plan('query Q { other }'))).toBe(true);
});

test('plans that are under way when a planner is closed fail, and so do those that wait', async () => {
  const planner = createApolloPlanner(composeFixture());
  const plans = ['{ orders { id } }', '{ practitioners }'].map((text) => planner.plan(keyDocument(parse(text))));
  const settled = Promise.allSettled(plans);
  await planner.close();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('an operation on which @apollo/query-planner finds no end is refused with a code, and the next one is planned', async () => {
  const planner = opened(
    createApolloPlanner(
      compose({
        media: `type Query { one: Int } interface Media @key(fields: "id") { id: ID! title: String length: Int }
          type Book implements Media @key(fields: "id") { id: ID! title: String length: Int }
          type Song implements Media @key(fields: "id") { id: ID! title: String length: Int }`,
        critics: `type Media @interfaceObject @key(fields: "id") {
          id: ID! title: String @external stars: Float blurb: String @requires(fields: "title") }`,
        shop: `type Query { basket: [Item] } type Item { media: Media }
          type Media @interfaceObject @key(fields: "id") { id: ID! length: Int @external fee: Int @requires(fields: "length") }`,
      }),
    ),
  );
  const endless = keyDocument(parse('{ basket { media { fee ... on Song { stars blurb } } } }'));
  await expect(planner.plan(endless)).rejects.toMatchObject({ extensions: { code: 'PLANNING_LIMIT' } });
  expect(listFetches(await planner.plan(keyDocument(parse('{ one }'))))).toHaveLength(1);
}, 40_000);
