import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { parse } from 'graphql';
import { afterAll, expect, test } from 'vitest';
import { keyDocument } from '../operation/prepare.ts';
import { createApolloPlanner } from './apollo-planner.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])
  type Query { shop: Shop }
  type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! item: Item }
  type Item @key(fields: "id") { id: ID! price(in: String @fromContext(field: "$shop { currency }")): Int }
`);
const { supergraphSdl } = composeSubgraphs([
  { name: 'shops', url: 'http://127.0.0.1:9', typeDefs },
  { name: 'others', url: 'http://127.0.0.1:9', typeDefs: parse('type Query { other: Int }') },
]);
const planner = createApolloPlanner(supergraphSdl);
afterAll(() => planner.close());

test('a field whose argument comes from the context is refused, because the executor would leave the argument out', async () => {
  await expect(planner.plan(keyDocument(parse('{ shop { item { price } } }')))).rejects.toMatchObject({
    extensions: { code: 'NOT_SUPPORTED' },
  });
});

test('the other fields of such a supergraph are planned', async () => {
  expect(await planner.plan(keyDocument(parse('{ shop { item { id } } other }')))).toMatchObject({
    node: { kind: 'Parallel' },
  });
});
