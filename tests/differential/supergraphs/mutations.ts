import { setTimeout as sleep } from 'node:timers/promises';
import type { Row, SmallWorld } from '../worlds/world.ts';

/** Mutations in three subgraphs that tell in which order they ran; all subgraphs name their roots as they like. */
export const mutations: SmallWorld = {
  name: 'mutations',
  generated: 45,
  hasMutations: true,
  subgraphs: {
    carts: `
      schema { query: RootQuery mutation: RootMutation }
      type RootQuery { cart(id: ID!): Cart journal: [String!]! }
      type RootMutation {
        addItem(input: AddItem!): Cart
        clear(id: ID!): Cart!
        noteSlowly(text: String = "slow"): Note!
      }
      input AddItem { cartId: ID! name: String = "thing" count: Int! = 1 tags: [String!] }
      type Cart @key(fields: "id") { id: ID! items: [Item!]! noted: Int! }
      type Item { name: String count: Int tags: [String!] }
      type Note @shareable { position: Int! text: String journal: [String!]! }
    `,
    payments: `
      schema { query: TheQuery mutation: TheMutation }
      type TheQuery { payments: [Payment!]! }
      type TheMutation { pay(cartId: ID!, amount: Float): Payment refuse(text: String): Note noteQuickly(text: String = "quick"): Note! }
      type Payment @key(fields: "id") { id: ID! cart: Cart amount: Float at: Int! }
      type Cart @key(fields: "id") { id: ID! paid: Float }
      type Note @shareable { position: Int! text: String journal: [String!]! }
    `,
    points: `
      type Query { points: Int }
      type Mutation { givePoints(count: Int!): Int notePoints(text: String = "points"): Note strictlyRefuse: Note! }
      type Cart @key(fields: "id") { id: ID! points: Int }
      type Note @shareable { position: Int! text: String journal: [String!]! }
    `,
  },
  createData() {
    const journal: string[] = [];
    let points = 0;
    const note = (text: unknown): Row => {
      journal.push(String(text));
      return { __typename: 'Note', position: journal.length, text, journal: [...journal] };
    };
    const items = new Map<string, Row[]>([
      ['1', []],
      ['2', [{ __typename: 'Item', name: 'old', count: 9, tags: null }]],
    ]);
    const carts: Row[] = ['1', '2'].map((id) => ({
      __typename: 'Cart',
      id,
      items: () => [...(items.get(id) ?? [])],
      noted: 3,
      paid: 1.5,
      points: 7,
    }));
    const payments: Row[] = [];
    const findCart = (id: unknown) => carts.find((one) => one['id'] === id) ?? null;
    return {
      entities: carts,
      query: {
        __typename: 'Query',
        cart: ({ id }: { id: string }) => findCart(id),
        journal: () => [...journal],
        payments: () => payments,
        points: () => points,
      },
      mutation: {
        __typename: 'Mutation',
        addItem: async ({ input }: { input: { cartId: string; name: string; count: number; tags?: string[] } }) => {
          await sleep(2);
          note(`add ${input.name}`);
          const { cartId, name, count, tags = null } = input;
          items.get(cartId)?.push({ __typename: 'Item', name, count, tags });
          return findCart(cartId);
        },
        clear: ({ id }: { id: string }) => {
          note(`clear ${id}`);
          items.set(id, []);
          return findCart(id) ?? new Error('no such cart');
        },
        noteSlowly: async ({ text }: { text: string }) => {
          // Long enough for a neighbour to overtake, were they to run side by side.
          await sleep(4);
          return note(text);
        },
        pay: async ({ cartId, amount }: { cartId: string; amount?: number }) => {
          await sleep(1);
          note(`pay ${cartId}`);
          payments.push({
            __typename: 'Payment',
            id: `pay${journal.length}`,
            cart: findCart(cartId),
            amount,
            at: journal.length,
          });
          return payments.at(-1);
        },
        refuse: ({ text }: { text?: string }) => {
          note(`refused ${text}`);
          return new Error('refused');
        },
        noteQuickly: ({ text }: { text: string }) => note(text),
        givePoints: ({ count }: { count: number }) => {
          note(`points ${count}`);
          points += count;
          return points;
        },
        notePoints: ({ text }: { text: string }) => note(text),
        strictlyRefuse: () => {
          note('strictly refused');
          return null;
        },
      },
    };
  },
  literals: { cartId: ['"1"', '"2"'], id: ['"1"', '"2"'] },
};
