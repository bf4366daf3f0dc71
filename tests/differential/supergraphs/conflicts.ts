import type { SmallWorld } from '../worlds/world.ts';

/**
 * Fields of one name whose types differ between the members of a union in one subgraph, though not for clients, and keys of
 * one name and different types. Planners must rename them and rename them back.
 */
export const conflicts: SmallWorld = {
  name: 'conflicts',
  generated: 50,
  subgraphs: {
    wares: `
      type Query { items: [Item!]! item(index: Int! = 0): Item sized: [Sized] }
      union Item = Shirt | Shoe | Hat
      interface Sized { size: String }
      type Shirt implements Sized @key(fields: "id") { id: ID! size: String! @shareable labels: [String!]! @shareable made: Factory! price(in: Money = EUR): Int }
      type Shoe implements Sized @key(fields: "id") { id: Int! size: String @shareable labels: [String] @shareable made: Workshop price(in: Money = EUR): Int }
      type Hat @key(fields: "id") { id: String! size: String @shareable labels: [String!] @shareable made: [Factory!] price: Int }
      type Factory @key(fields: "code") { code: Int! name: String! @shareable head: Person }
      type Workshop @key(fields: "code") { code: String! name: String @shareable head: Person! }
      type Person { name: String }
      enum Money { EUR USD }
    `,
    labels: `
      type Query { labelled: [Item] }
      union Item = Shirt | Shoe | Hat
      type Shirt @key(fields: "id") { id: ID! size: String @shareable labels: [String] @shareable stock: Int! shop: Shop }
      type Shoe @key(fields: "id") { id: Int! size: String! @shareable labels: [String!]! @shareable stock: Int shop: Online }
      type Hat @key(fields: "id") { id: String! size: String @shareable labels: [String] @shareable stock: [Int] twin: Item }
      type Shop { name: String open: Boolean }
      type Online { name: String url: String }
    `,
    factories: `
      type Factory @key(fields: "code") { code: Int! name: String @shareable size: Int items: [Item] }
      type Workshop @key(fields: "code") { code: String! name: String! @shareable size: Float }
      union Item = Shirt | Shoe
      type Shirt @key(fields: "id", resolvable: false) { id: ID! }
      type Shoe @key(fields: "id", resolvable: false) { id: Int! }
    `,
  },
  createData() {
    const person = { __typename: 'Person', name: 'Kim' };
    const factory = {
      __typename: 'Factory',
      code: 7,
      name: 'Big',
      head: person,
      size: 100,
      items: () => [shirt, null, shoe],
    };
    const workshop = { __typename: 'Workshop', code: 'seven', name: 'Small', head: person, size: 2.5 };
    const price = ({ in: money }: { in: string | null }) => (money === 'USD' ? 11 : 10);
    const shirt = {
      __typename: 'Shirt',
      id: '1',
      size: 'L',
      labels: ['a', 'b'],
      made: factory,
      price,
      stock: 5,
      shop: { __typename: 'Shop', name: 'Corner', open: true },
    };
    const shoe = {
      __typename: 'Shoe',
      id: 1,
      size: '42',
      labels: ['c'],
      made: workshop,
      price,
      stock: null,
      shop: { __typename: 'Online', name: 'Web', url: 'https://shoe.example' },
    };
    const hat = {
      __typename: 'Hat',
      id: '1',
      size: null,
      labels: null,
      made: [factory],
      price: 3,
      stock: [1, null],
      twin: () => shirt,
    };
    const items = [shirt, shoe, hat];
    return {
      entities: [...items, factory, workshop],
      query: {
        __typename: 'Query',
        items,
        item: ({ index }: { index: number }) => items[index],
        sized: [shirt, null, shoe],
        labelled: [hat, shoe, null, shirt],
      },
    };
  },
};
