import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { type OperationDefinitionNode, parse } from 'graphql';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/supergraph.ts';
import { compileCost, type OperationCost } from './compile.ts';
import { readCosts } from './rules.ts';

/** One of everything that has a cost, with the directives under other names. */
const shopSdl = `extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", { name: "@cost", as: "@price" }, { name: "@listSize", as: "@length" }]
  )
  type Query {
    user: User
    word: String
    priced: String @price(weight: 5)
    users(first: Int, last: Int): [User!] @length(assumedSize: 4, slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
    defaulted(first: Int = 20): [User!] @length(slicingArguments: ["first"])
    plain: [User!]
    words: [String!]
    rare: [Rare!] @length(assumedSize: 3)
    page(first: Int = 2): Page @length(slicingArguments: ["first"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)
    node: Node
    things: [Thing!] @length(assumedSize: 2)
    matrix: [[User!]!]
    search(text: String @price(weight: 3), input: Search, inputs: [Search!]): String
    tags: [Tag!] @length(assumedSize: 4)
  }
  type Mutation { rename(name: String): User }
  scalar Tag @price(weight: 2)
  input Search { text: String @price(weight: 7), first: Int, inner: Search }
  interface Node { id: ID! near: [Node!] @length(assumedSize: 2) }
  type User implements Node { id: ID! name: String friends: [User!] @length(assumedSize: 3) best: User near: [Node!] }
  type Rare implements Node @price(weight: 8) { id: ID! name: String best: User near: [Node!] }
  union Thing = User | Rare
  type Page { nodes: [User!] edges: [Edge!] total: Int }
  type Edge { cursor: String node: User }
`;

/** The supergraph of the tables of examples. */
export const shop: LoadedSupergraph = loadSupergraph(
  composeSubgraphs([{ name: 'shop', url: 'http://127.0.0.1:9/graphql', typeDefs: parse(shopSdl) }]).supergraphSdl,
  'The shop',
);

/** The cost of the first operation of a text. */
export function costOf(text: string, loaded: LoadedSupergraph = shop): OperationCost {
  const document = parse(text);
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === 'OperationDefinition',
  );
  if (!operation) throw new Error('The text has no operation.');
  return compileCost(document, operation, readCosts(loaded), loaded.schema);
}
