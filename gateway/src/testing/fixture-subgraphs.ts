import { buildSubgraphSchema } from '@apollo/subgraph';
import { type Caller, customerOf } from '@ecosystem/kit/caller';
import { badUserInput } from '@ecosystem/kit/errors';
import { type ComposableSubgraph, composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import type { LocalSubgraph } from '../transport/in-process.ts';

const federation = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@requires", "@external", "@authenticated", "@requiresScopes", "@policy"]
)
`;

/**
 * Three small subgraphs in the manner of the house: each has `me` and a door of its own. `people` owns the account.
 * Small enough to know by heart, and with one of everything that the gateway must treat with care.
 */
const sdls = {
  people: `${federation}
    type Query {
      me: Customer @shareable @authenticated
      things(kind: Kind): [Thing!]!
      found: [Found!]
      chest: Chest
      broken: String
      strict: String!
      listed(first: Int): String
      echo(input: Choice!): String
      who: String
    }
    type Mutation { rename(name: String!): Customer @requiresScopes(scopes: [["people:write"]]) }
    enum Kind { OPEN SECRET }
    input Choice { name: String, number: Int }
    type Customer @key(fields: "id") {
      id: ID!
      displayName: String
      friends: [Customer!]
      email: String @requiresScopes(scopes: [["people:email", "people:read"], ["people:admin"]])
      account: Account @requiresScopes(scopes: [["people:read"]])
      sealed: String @policy(policies: [["nobody"]])
    }
    type Account { level: Int! secret: String @requiresScopes(scopes: [["people:admin"]]) pin: String! @requiresScopes(scopes: [["people:admin"]]) }
    interface Thing { name: String! }
    type Open implements Thing { name: String! }
    type Vault implements Thing { name: String! code: String @requiresScopes(scopes: [["people:admin"]]) }
    type Chest @requiresScopes(scopes: [["people:admin"]]) { gold: Int }
    union Found = Open | Chest
  `,
  care: `${federation}
    type Query { me: Customer @shareable @authenticated practitioners: [String!] }
    type Mutation { book: String }
    type Customer @key(fields: "id") {
      id: ID!
      care: CareProfile @requiresScopes(scopes: [["care:read"]])
    }
    type CareProfile { plan: String! visits: [String!]! fails: String }
  `,
  shop: `${federation}
    type Query { me: Customer @shareable @authenticated orders: [Order!] }
    type Customer @key(fields: "id") {
      id: ID!
      displayName: String @external
      shop: ShopProfile
      greeting: String @requires(fields: "displayName")
    }
    type ShopProfile { cart: Int! }
    type Order @key(fields: "id") { id: ID! buyer: Customer! }
  `,
} as const;

export type FixtureName = keyof typeof sdls;
export const fixtureNames = ['people', 'care', 'shop'] as const satisfies readonly FixtureName[];

/** The customers of the fixture: ids in the form of the house. */
export const ada = 'cus_01kdvdna00e008000000000001';
export const bob = 'cus_01kdvdna00e008000000000002';
const names: Readonly<Record<string, string>> = { [ada]: 'Ada', [bob]: 'Bob' };

interface Context {
  readonly caller: Caller;
}

const me = (_: unknown, __: unknown, { caller }: Context) => (customerOf(caller) ? { id: caller.subject } : null);
const reference = ({ id }: { id: string }) => ({ id });

const resolvers = {
  people: {
    Query: {
      me,
      things: (_: unknown, { kind }: { kind?: string }) =>
        [
          { __typename: 'Open', name: 'door' },
          { __typename: 'Vault', name: 'vault', code: '1234' },
        ].filter((thing) => !kind || (thing.__typename === 'Open') === (kind === 'OPEN')),
      found: () => [
        { __typename: 'Open', name: 'door' },
        { __typename: 'Chest', gold: 7 },
      ],
      chest: () => ({ gold: 7 }),
      broken: () => {
        throw new Error('select * from customers failed at postgres://user:secret@db');
      },
      strict: () => null,
      listed: (_: unknown, { first }: { first?: number }) => {
        if ((first ?? 0) > 100) throw badUserInput('"first" must be between 1 and 100.');
        return 'listed';
      },
      echo: (_: unknown, { input }: { input: { name?: string; number?: number } }) =>
        input.name ?? String(input.number),
      who: (_: unknown, __: unknown, { caller }: Context) => caller.subject,
    },
    Mutation: {
      rename: (_: unknown, { name }: { name: string }, { caller }: Context) => ({
        id: caller.subject,
        displayName: name,
      }),
    },
    Customer: {
      __resolveReference: reference,
      displayName: ({ id, displayName }: { id: string; displayName?: string }) => displayName ?? names[id] ?? null,
      friends: () => [{ id: bob }],
      email: () => 'ada@example.org',
      account: () => ({ level: 3, secret: 'hidden', pin: '0000' }),
      sealed: () => 'sealed',
    },
  },
  care: {
    Query: { me, practitioners: () => ['Dr. Grey'] },
    Mutation: { book: () => 'booked' },
    Customer: { __resolveReference: reference, care: () => ({ plan: 'GOLD', visits: ['today'] }) },
    CareProfile: {
      fails: () => {
        throw new Error('a table is missing');
      },
    },
  },
  shop: {
    Query: {
      me,
      orders: () => [
        { id: '1', buyer: { id: ada } },
        { id: '2', buyer: { id: bob } },
      ],
    },
    Customer: {
      __resolveReference: (given: { id: string; displayName?: string }) => given,
      shop: () => ({ cart: 2 }),
      greeting: ({ displayName }: { displayName?: string }) => (displayName ? `Hello ${displayName}` : null),
    },
  },
};

/** The supergraph of the fixture; addresses are those given, or such as nothing answers at. */
export function composeFixture(
  urls: Partial<Record<FixtureName, string>> = {},
  leaveOut: readonly FixtureName[] = [],
): string {
  const subgraphs = fixtureNames
    .filter((name) => !leaveOut.includes(name))
    .map(
      (name): ComposableSubgraph => ({
        name,
        url: urls[name] ?? 'http://127.0.0.1:9/graphql',
        typeDefs: parse(sdls[name]),
      }),
    );
  return composeSubgraphs(subgraphs).supergraphSdl;
}

/** One subgraph of the fixture, and the operations that it was asked. */
export interface FixtureSubgraph extends LocalSubgraph {
  readonly schema: GraphQLSchema;
  readonly asked: { readonly query: string; readonly requestId: string; readonly caller: Caller }[];
}

/** A subgraph of the fixture that answers in this process. */
export function openFixture(name: FixtureName): FixtureSubgraph {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdls[name]), resolvers: resolvers[name] as never }]);
  const asked: FixtureSubgraph['asked'] = [];
  return {
    name,
    schema,
    asked,
    async execute({ query, operationName, variables, caller, requestId }): Promise<ExecutionResult> {
      asked.push({ query, requestId, caller });
      return execute({
        schema,
        document: parse(query),
        operationName: operationName ?? null,
        variableValues: variables ?? null,
        contextValue: { caller } satisfies Context,
      });
    },
    ping: async () => undefined,
  };
}
