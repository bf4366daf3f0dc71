import type { SmallWorld } from '../worlds/world.ts';

/** Fields and types that ask for a caller, scopes or policies, and what they cost; here for a caller who may see everything. */
export const access: SmallWorld = {
  name: 'access',
  generated: 30,
  caller: { subject: 'someone', scopes: new Set(['read:bank', 'read:card', 'admin']) },
  // Nobody has a policy.
  without: ['Account.sealed'],
  subgraphs: {
    bank: `
      type Query {
        accounts(first: Int = 2): [Account!] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) @cost(weight: 5)
        account(id: ID!): Account @authenticated
        assets: [Asset]
        open: String
      }
      type Account @key(fields: "id") {
        id: ID!
        owner: String @requiresScopes(scopes: [["read:bank"], ["admin"]])
        balance: Int @requiresScopes(scopes: [["read:bank", "read:card"]]) @cost(weight: 3)
        sealed: String @policy(policies: [["nobody"]])
        limits: Limits
      }
      type Limits @requiresScopes(scopes: [["admin"]]) { daily: Int monthly: Int! }
      interface Asset { label: String value: Int }
      type House implements Asset { label: String value: Int rooms: Int }
      type Gold implements Asset @requiresScopes(scopes: [["admin"]]) { label: String value: Int @authenticated grams: Int }
    `,
    cards: `
      type Query { cards: [Card] @requiresScopes(scopes: [["read:card"]]) }
      type Account @key(fields: "id") { id: ID! cards: [Card!] @authenticated balance: Int @external
        score: Int @requires(fields: "balance") @requiresScopes(scopes: [["read:bank", "read:card"]]) }
      type Card @key(fields: "number") { number: Int! account: Account pin: String @requiresScopes(scopes: [["admin"]]) }
    `,
  },
  createData() {
    const account = (number: number, more: object) => ({
      __typename: 'Account',
      id: String(number),
      owner: `owner ${number}`,
      balance: number * 100,
      sealed: 'sealed',
      limits: { __typename: 'Limits', daily: number, monthly: number * 30 },
      cards: (): unknown[] => cards.filter((card) => card.of === number),
      ...more,
    });
    const accounts = [account(1, {}), account(2, { balance: null, limits: null }), account(3, {})];
    const cards = [1, 1, 2].map((of, index) => ({
      __typename: 'Card',
      number: index,
      of,
      account: () => accounts[of - 1],
      pin: `000${index}`,
    }));
    return {
      entities: [...accounts, ...cards],
      query: {
        __typename: 'Query',
        accounts: ({ first }: { first: number | null }) => accounts.slice(0, first ?? 3),
        account: ({ id }: { id: string }) => accounts.find((one) => one.id === id),
        assets: [
          { __typename: 'House', label: 'home', value: 9, rooms: 4 },
          null,
          { __typename: 'Gold', label: null, value: 7, grams: 70 },
        ],
        open: 'open',
        cards: [cards[0], null, cards[2]],
      },
      computed: { 'Account.score': ({ balance }: { balance: number | null }) => (balance ?? -1) + 1 },
    };
  },
};
