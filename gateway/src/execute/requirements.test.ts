import { anonymous } from '@ecosystem/kit/caller';
import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { getOperationAST, parse } from 'graphql';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import type { TransportRequest } from '../transport/transport.ts';
import { SubgraphUnavailable } from '../transport/unavailable.ts';
import { createEngine } from './engine.ts';
import { runOperation } from './run-operation.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external"])`;

/** As the offers of the domain: bands of two other subgraphs, and one that an offer cannot do without. */
const sdls = {
  people: `${link} type Query { me: Customer } type Customer @key(fields: "id") { id: ID! since: Int! }`,
  health: `${link} type Customer @key(fields: "id") { id: ID! wellness: Wellness } type Wellness { band: String! }`,
  auto: `${link} type Customer @key(fields: "id") { id: ID! distance: Int }`,
  finance: `${link}
    type Customer @key(fields: "id") {
      id: ID!
      since: Int! @external
      distance: Int @external
      wellness: Wellness @external
      offers: String @requires(fields: "distance wellness { band }")
      gift: String @requires(fields: "since distance")
    }
    type Wellness { band: String! @external }
  `,
};
type Name = keyof typeof sdls;

const { supergraphSdl } = composeSubgraphs(
  Object.entries(sdls).map(([name, sdl]) => ({ name, url: '', typeDefs: parse(sdl) })),
);
const loaded = loadSupergraph(supergraphSdl, 'offers');
const engines: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

const customer = { __typename: 'Customer', id: '1', since: 2020, distance: 9, wellness: { band: 'HIGH' } };

/** Asks with some subgraphs down; the others answer with what they have. `sent` are the representations that finance got. */
async function ask(query: string, down: readonly Name[], known: object = customer) {
  const sent: unknown[] = [];
  const transports = loaded.subgraphs.map(({ name }) => ({
    name,
    async fetch({ query: text, variables }: TransportRequest) {
      if (down.some((one) => one === name)) throw new SubgraphUnavailable(name, new Error('down'));
      if (!text.includes('_entities')) return { data: { me: { ...known } } };
      if (name === 'finance') sent.push(variables['representations']);
      return { data: { _entities: [{ ...known, offers: 'insurance', gift: 'tea' }] } };
    },
    ping: async () => undefined,
    close: async () => undefined,
  }));
  const engine = createEngine(loaded, transports);
  engines.push(engine);
  const document = parse(query);
  const result = await runOperation(engine, {
    document,
    operation: getOperationAST(document) ?? undefined,
    operationName: undefined,
    variables: {},
    context: {
      caller: anonymous,
      requestId: 'request-1',
      logger: pino({ level: 'silent' }),
      headers: {},
      signal: new AbortController().signal,
    },
  });
  const errors = result.errors?.map(({ path, extensions }) => [path, extensions['code'], extensions['serviceName']]);
  return { data: result.data, errors, sent };
}

test('what is required of other subgraphs is fetched and sent', async () => {
  const { data, errors, sent } = await ask('{ me { offers } }', []);
  expect({ data, errors }).toEqual({ data: { me: { offers: 'insurance' } }, errors: undefined });
  expect(sent).toEqual([[{ __typename: 'Customer', id: '1', distance: 9, wellness: { band: 'HIGH' } }]]);
});

test.each<[Name, string, object]>([
  ['auto', 'distance', { distance: null, wellness: { band: 'HIGH' } }],
  ['health', 'wellness', { distance: 9, wellness: null }],
])('with %s down, offers arrive all the same: null is sent for %s', async (name, _, inputs) => {
  const { data, errors, sent } = await ask('{ me { id offers } }', [name]);
  expect(data).toEqual({ me: { id: '1', offers: 'insurance' } });
  expect(errors).toEqual([[['me'], 'SUBGRAPH_UNAVAILABLE', name]]);
  expect(sent).toEqual([[{ __typename: 'Customer', id: '1', ...inputs }]]);
});

test('an input that may not be null is not made up: the entity is not asked for', async () => {
  const { since: _, ...withoutSince } = customer;
  const { data, sent } = await ask('{ me { gift } }', [], withoutSince);
  expect(data).toEqual({ me: { gift: null } });
  expect(sent).toEqual([]);
});

test('without its key an entity is not asked for', async () => {
  const { id: _, ...withoutId } = customer;
  const { data, sent } = await ask('{ me { offers } }', [], withoutId);
  expect(data).toEqual({ me: { offers: null } });
  expect(sent).toEqual([]);
});
